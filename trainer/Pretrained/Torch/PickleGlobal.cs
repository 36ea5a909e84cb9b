namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>A class or function named in a pickle: only a pair of texts.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

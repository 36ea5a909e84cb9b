namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>A class or function that a pickle names. Naming it does nothing: it is a pair of texts.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

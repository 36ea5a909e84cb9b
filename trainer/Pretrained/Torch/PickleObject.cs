namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>
/// Stands for an object that is neither tensor nor container, such as an <c>argparse.Namespace</c> or a numpy scalar. It keeps nothing of
/// what the pickle gives it, does nothing when it is called, and equals only itself.
/// </summary>
internal sealed class PickleObject;

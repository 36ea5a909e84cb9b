namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>
/// A placeholder for an object that is neither tensor nor container, such as an <c>argparse.Namespace</c> or a numpy scalar. It has no
/// content, ignores calls, and equals only itself.
/// </summary>
internal sealed class PickleObject;

namespace EdgeResNet.Shared.Contract;

/// <summary>A network as data.</summary>
/// <param name="Name">Name, such as <c>resnet18</c> or <c>densenet-bc-L40-k12</c>.</param>
/// <param name="Width">Multiplier of the channel counts.</param>
/// <param name="Stem"><c>small</c> (3×3, stride 1, no pooling) or <c>imagenet</c>.</param>
/// <param name="Classes">Number of logits.</param>
public sealed record ArchitectureSpec(string Name, double Width, string Stem, int Classes)
{
    /// <summary>The stem for images up to <see cref="LargestSmallImage"/> pixels.</summary>
    public const string SmallStem = "small";

    /// <summary>The stem of the papers.</summary>
    public const string ImageNetStem = "imagenet";

    /// <summary>Images up to this many pixels a side get the small stem.</summary>
    public const int LargestSmallImage = 64;

    /// <summary>The stem for an image of this many pixels a side.</summary>
    public static string StemFor(int imageSize) => imageSize <= LargestSmallImage ? SmallStem : ImageNetStem;
}

using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Imaging;

/// <summary>Turns a picture of any size into the graph's input: the one implementation, used by evaluation and camera alike.</summary>
public sealed class Preprocessor
{
    /// <summary>Prepares tables for <paramref name="spec"/>.</summary>
    public Preprocessor(InputSpec spec) => Spec = spec;

    /// <summary>What comes out.</summary>
    public InputSpec Spec { get; }

    /// <summary>Crops, resizes and converts <paramref name="image"/> into one <c>[H, W, C]</c> image.</summary>
    public void Run(ImageView image, Span<byte> destination, PixelRect? region = null) => throw new NotImplementedException();
}

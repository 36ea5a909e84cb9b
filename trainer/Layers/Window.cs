using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>Padding of a picture for a window, in pixels on each axis.</summary>
/// <param name="Before">Above and to the left.</param>
/// <param name="After">Below and to the right.</param>
internal readonly record struct Padding(int Before, int After)
{
    /// <summary>Whether both sides are equal, as PyTorch's operators support.</summary>
    public bool IsEven => Before == After;

    /// <summary>The same on both sides.</summary>
    public static implicit operator Padding(int each) => new(each, each);
}

/// <summary>A square window of a convolution or pooling.</summary>
/// <param name="Kernel">Rows and columns.</param>
/// <param name="Stride">Step.</param>
/// <param name="Padding">Around the picture.</param>
internal readonly record struct Window(int Kernel, int Stride, Padding Padding)
{
    /// <summary>ONNX's <c>pads</c>: top, left, bottom, right.</summary>
    public long[] Pads => [Padding.Before, Padding.Before, Padding.After, Padding.After];

    /// <summary>Smallest extent of an axis for the window.</summary>
    public int Padded(int extent) => extent + Padding.Before + Padding.After;

    /// <summary>Positions of the window along an axis of this many pixels.</summary>
    public int Positions(int extent) => ((Padded(extent) - Kernel) / Stride) + 1;

    /// <summary>The picture <c>(N, C, H, W)</c> padded with <paramref name="value"/>.</summary>
    public Tensor Pad(Tensor x, double value) => nn.functional.pad(x, [Padding.Before, Padding.After, Padding.Before, Padding.After], value: value);

    /// <summary>Maximum over the window; padding counts as minus infinity.</summary>
    public Tensor MaxPool(Tensor x)
    {
        if (Padding.IsEven)
        {
            return nn.functional.max_pool2d(x, Kernel, Stride, Padding.Before);
        }

        using Tensor padded = Pad(x, double.NegativeInfinity);
        return nn.functional.max_pool2d(padded, Kernel, Stride);
    }
}

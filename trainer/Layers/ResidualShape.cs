namespace EdgeResNet.Trainer.Layers;

/// <summary>Kind of a residual block's shortcut.</summary>
internal enum ShortcutKind
{
    /// <summary>None: the plain network.</summary>
    None,

    /// <summary>Identity, or a 1×1 convolution where the shape changes (option B).</summary>
    Projection,

    /// <summary>Identity, or subsampling with zero channels where the shape changes (option A).</summary>
    ZeroPad,
}

/// <summary>Shape of one residual block.</summary>
/// <param name="InChannels">Input channels.</param>
/// <param name="Channels">Channels of the 3×3 convolutions.</param>
/// <param name="Stride">Stride of the first 3×3 convolution.</param>
/// <param name="Shortcut">Kind of the shortcut.</param>
/// <param name="TrimmedPadding">Whether a strided 3×3 convolution pads one pixel less after the picture than before.</param>
internal readonly record struct ResidualShape(int InChannels, int Channels, int Stride, ShortcutKind Shortcut, bool TrimmedPadding = false)
{
    /// <summary>Padding of the strided convolution.</summary>
    public Padding Padding => TrimmedPadding && Stride > 1 ? new Padding(1, 0) : 1;

    /// <summary>The module that fits the input to an output of <paramref name="outChannels"/>; null for the identity.</summary>
    public Block? Downsample(int outChannels) => (Shortcut, Stride != 1 || InChannels != outChannels) switch
    {
        (ShortcutKind.None, _) or (_, false) => null,
        (ShortcutKind.Projection, true) => new Projection(InChannels, outChannels, Stride),
        _ => new ZeroPadShortcut(InChannels, outChannels, Stride),
    };
}

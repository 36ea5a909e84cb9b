namespace EdgeResNet.Shared.Teaching;

/// <summary>Whether the whole network is trained, after its head.</summary>
internal enum FineTuneMode
{
    /// <summary>The head alone.</summary>
    Never,

    /// <summary>If cross-validation shows a gain and the training is short.</summary>
    Auto,

    /// <summary>In any case.</summary>
    Always,
}

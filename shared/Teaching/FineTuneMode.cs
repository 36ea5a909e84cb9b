namespace EdgeResNet.Shared.Teaching;

/// <summary>Whether the whole network is trained, after its head.</summary>
internal enum FineTuneMode
{
    /// <summary>The head alone.</summary>
    Never,

    /// <summary>Where cross-validation shows that it helps, and it does not take long.</summary>
    Auto,

    /// <summary>Whatever it brings.</summary>
    Always,
}

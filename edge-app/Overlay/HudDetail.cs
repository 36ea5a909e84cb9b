namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>How much of the HUD is drawn.</summary>
internal enum HudDetail
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Label, state, score and age.</summary>
    Compact,

    /// <summary>Also source, rates, times and the best classes.</summary>
    Full,
}

using EdgeResNet.EdgeApp.Labels;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>The HUD's colours; the web preview uses the same.</summary>
internal static class HudColors
{
    /// <summary>Background of a panel: every colour of text has a contrast of 4.5:1 on it, over a white picture too (WCAG 2.2, 1.4.3).</summary>
    public static readonly SKColor Panel = new(9, 13, 20, 236);

    /// <summary>Hairline around a panel.</summary>
    public static readonly SKColor Edge = new(255, 255, 255, 30);

    /// <summary>Empty part of a bar.</summary>
    public static readonly SKColor Track = new(255, 255, 255, 30);

    /// <summary>Main text.</summary>
    public static readonly SKColor Text = new(244, 248, 252);

    /// <summary>Explanatory text.</summary>
    public static readonly SKColor Dim = new(160, 174, 192);

    /// <summary>Start of a bar.</summary>
    public static readonly SKColor AccentFrom = new(46, 134, 246);

    /// <summary>End of a bar.</summary>
    public static readonly SKColor AccentTo = new(64, 224, 208);

    /// <summary>Agreement or a correct answer.</summary>
    public static readonly SKColor Good = new(61, 220, 151);

    /// <summary>Change in progress.</summary>
    public static readonly SKColor Caution = new(255, 200, 87);

    /// <summary>Unknown.</summary>
    public static readonly SKColor Neutral = new(176, 160, 255);

    /// <summary>Lost source or wrong answer.</summary>
    public static readonly SKColor Bad = new(255, 99, 107);

    /// <summary>Capture, preprocess, inference, postprocess, overlay.</summary>
    public static readonly SKColor[] Stages = [new(86, 156, 255), new(64, 224, 208), new(255, 176, 72), new(198, 146, 255), new(255, 122, 162)];

    /// <summary>The colour of a state.</summary>
    public static SKColor Of(ResultState state) => state switch
    {
        ResultState.Stable => Good,
        ResultState.Changing => Caution,
        ResultState.Unknown => Neutral,
        _ => Bad,
    };

    /// <summary>The same colour, its opacity multiplied by <paramref name="opacity"/> (0…1).</summary>
    public static SKColor Fade(this SKColor color, float opacity) => color.WithAlpha((byte)(color.Alpha * Math.Clamp(opacity, 0f, 1f)));
}

using EdgeResNet.EdgeApp.Overlay;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>One finished picture, lent to the sinks for the duration of a call.</summary>
/// <param name="Picture">BGRA with the HUD drawn on it (or without, when it is switched off). A sink that needs it after the call holds it; nobody changes it any more.</param>
/// <param name="State">What the HUD says; owned by the render loop.</param>
/// <param name="Sequence">Number of the picture on the display's clock, from 0.</param>
internal readonly record struct HudFrame(SharedPicture Picture, HudState State, long Sequence)
{
    /// <summary>The picture as it came from the source, BGR. The source's next one is written into it: a sink that needs it after the call copies it.</summary>
    public Mat? Raw { get; init; }
}

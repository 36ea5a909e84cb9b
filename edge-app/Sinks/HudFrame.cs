using EdgeResNet.EdgeApp.Overlay;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>One finished picture, lent to the sinks for the duration of a call.</summary>
/// <param name="Picture">BGRA, with the HUD unless it is switched off. A sink that needs it after the call must hold it. The pixels no longer change.</param>
/// <param name="State">The HUD state; owned by the render loop.</param>
/// <param name="Sequence">Number of the picture at the display's rate, from 0.</param>
internal readonly record struct HudFrame(SharedPicture Picture, HudState State, long Sequence)
{
    /// <summary>The source picture, BGR. The next picture overwrites it: a sink that needs it after the call must copy it.</summary>
    public Mat? Raw { get; init; }
}

using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Draws the HUD. One instance belongs to one render loop and keeps what it animates between calls.</summary>
internal interface IHudRenderer : IDisposable
{
    /// <summary>Draws <paramref name="state"/> over <paramref name="bgra"/> in place.</summary>
    /// <param name="bgra">The newest frame, 8-bit BGRA, opaque; of any size from 160×120 up, and the size may change.</param>
    /// <param name="state">What to say.</param>
    void Draw(Mat bgra, HudState state);
}

using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Draws the HUD. An instance belongs to one render loop and keeps its animations between calls.</summary>
internal interface IHudRenderer : IDisposable
{
    /// <summary>Draws <paramref name="state"/> over <paramref name="bgra"/> in place.</summary>
    /// <param name="bgra">The newest frame, 8-bit opaque BGRA, at least 160×120; the size may change.</param>
    /// <param name="state">The state to draw.</param>
    void Draw(Mat bgra, HudState state);

    /// <summary>Shapes labels on the calling thread, so that no picture waits when they come. Safe from any thread; the newest labels win.</summary>
    void Prepare(IReadOnlyList<string> labels);
}

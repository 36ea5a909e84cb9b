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

/// <summary>Takes pictures. All calls except those of the worker and <see cref="IDisposable.Dispose"/> come from the render loop's thread. No member has a default: <see cref="GuardedSink"/> must guard each.</summary>
internal interface IPictureSink : ISink
{
    /// <summary>False while a picture would be wasted, such as a web preview without a viewer; nothing is drawn when no sink wants it.</summary>
    bool Wanted { get; }

    /// <summary>How many pictures it holds at most after <see cref="Show"/> has returned. The render loop keeps that many, so that it always finds one to draw on.</summary>
    int MostHeld { get; }

    /// <summary>Called once before the first picture. After it a sink throws nothing that happens outside of the program, such as a full disk.</summary>
    void Start();

    /// <summary>Takes a picture: holds what is needed of it after the call, copies what is needed of the state.</summary>
    void Show(HudFrame frame);

    /// <summary>Called at each tick of the display's clock, after <see cref="Show"/> if there was a picture.</summary>
    void Tick();
}

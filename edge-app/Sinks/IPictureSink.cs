using EdgeResNet.EdgeApp.Overlay;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>One finished picture, lent to the sinks for the duration of a call.</summary>
/// <param name="Picture">BGRA with the HUD drawn on it (or without, when it is switched off). Who needs it after the call holds it; nobody changes it any more.</param>
/// <param name="State">What the HUD says; owned by the render loop.</param>
/// <param name="Sequence">Number of the picture on the display's clock, from 0.</param>
internal readonly record struct HudFrame(SharedPicture Picture, HudState State, long Sequence)
{
    /// <summary>The picture as it came from the source, BGR; the source's next one is written into it, so that who needs it after the call copies it.</summary>
    public Mat? Raw { get; init; }
}

/// <summary>Somewhere for pictures to go. All calls except <see cref="Hurry"/>, <see cref="Finish"/> and <see cref="IDisposable.Dispose"/> come from the render loop's one thread.</summary>
internal interface IPictureSink : IDisposable
{
    /// <summary>How it is doing. After <see cref="Start"/> a sink throws nothing that happens outside of the program, such as a full disk: it counts and says it here.</summary>
    SinkStatus Status { get; }

    /// <summary>False while a picture would be wasted, such as a web preview that nobody watches; nothing is drawn when no sink wants it.</summary>
    bool Wanted { get; }

    /// <summary>How many pictures it holds at most at any time after <see cref="Show"/> has returned. The render loop keeps that many, so that it always finds one to draw on.</summary>
    int MostHeld => 0;

    /// <summary>Called once before the first picture.</summary>
    void Start();

    /// <summary>Takes a picture; what is needed of it after the call is held, of the state copied.</summary>
    void Show(HudFrame frame);

    /// <summary>Called at each tick of the display's clock, after <see cref="Show"/> if there was a picture: a window reads its keys here.</summary>
    void Tick()
    {
    }

    /// <summary>The run is asked to stop: from now on <see cref="Show"/> waits for nobody. Comes from any thread, at any time.</summary>
    void Hurry()
    {
    }

    /// <summary>Called once after the last picture; lets go of pictures and begins to finish files, within a second.</summary>
    void Stop();

    /// <summary>Waits until everything is delivered; what is left when <paramref name="patience"/> is over is counted as lost. Called once, after <see cref="Stop"/>; throws nothing.</summary>
    void Finish(Patience patience)
    {
    }
}

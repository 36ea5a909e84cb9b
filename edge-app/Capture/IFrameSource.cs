using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Something that delivers pictures, used by one thread at a time.</summary>
internal interface IFrameSource : IDisposable
{
    /// <summary>What the user called it, without credentials.</summary>
    string Name { get; }

    /// <summary>True when pictures come by a clock of their own, so that what is not taken in time is out of date; false when they wait, as in a file.</summary>
    bool IsLive { get; }

    /// <summary>Pictures a second of a file, where it says so; else the display's rate.</summary>
    double FramesPerSecond => FrameClock.DefaultHertz;

    /// <summary>Time from one picture to the next, where a live source says so; else zero.</summary>
    TimeSpan Period => TimeSpan.Zero;

    /// <summary>Waits for the next picture and fills <paramref name="frame"/>: image, <see cref="Frame.Captured"/>, <see cref="Frame.CaptureMs"/>, and truth and name where known.</summary>
    /// <returns>False when a file has ended, or <paramref name="stop"/> was cancelled.</returns>
    /// <exception cref="DeviceException">A live source delivers nothing, or nothing more: it has no end of its own.</exception>
    /// <exception cref="InputException">A file cannot be read.</exception>
    bool Read(Frame frame, CancellationToken stop);
}

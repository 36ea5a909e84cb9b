using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>A source of pictures, used by one thread at a time.</summary>
internal interface IFrameSource : IDisposable
{
    /// <summary>The user's name for it, without credentials.</summary>
    string Name { get; }

    /// <summary>True if pictures come at their own rate and expire; false if they wait, as in a file.</summary>
    bool IsLive { get; }

    /// <summary>Pictures per second of a file, if known; else the display's rate.</summary>
    double FramesPerSecond => FrameClock.DefaultHertz;

    /// <summary>Time between pictures to expect of a live source, if known; else zero. It may change; safe from any thread.</summary>
    TimeSpan Period => TimeSpan.Zero;

    /// <summary>Number of pictures of a live source that were left out since it was opened, because they were damaged or too large.</summary>
    long Torn => 0;

    /// <summary>Number of pictures that a camera's driver dropped since it was opened.</summary>
    long DroppedByDriver => 0;

    /// <summary>Takes the next line for the user, such as a rate that is not the requested one; null if there is none.</summary>
    string? TakeNote() => null;

    /// <summary>Waits for the next picture and fills <paramref name="frame"/>: image, <see cref="Frame.Captured"/>, <see cref="Frame.CaptureMs"/>, and truth and name where known.</summary>
    /// <returns>False when a file has ended, or <paramref name="stop"/> was cancelled.</returns>
    /// <exception cref="DeviceException">A live source delivers nothing, or stops; it has no end.</exception>
    /// <exception cref="InputException">A file cannot be read.</exception>
    bool Read(Frame frame, CancellationToken stop);
}

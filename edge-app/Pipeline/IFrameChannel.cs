using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>The way of frames from the one capture thread to the one inference thread. It owns its frames and allocates none after its creation.</summary>
internal interface IFrameChannel : IDisposable
{
    /// <summary>Frames that a newer one replaced before they were taken.</summary>
    long Dropped { get; }

    /// <summary>Lends the writer a frame to fill.</summary>
    /// <returns>Null when the channel was aborted.</returns>
    Frame? BeginWrite();

    /// <summary>Sends the frame that was lent last.</summary>
    void EndWrite();

    /// <summary>The writer says that no frame will follow.</summary>
    void Complete();

    /// <summary>Waits for a frame, which is the reader's until its next call.</summary>
    /// <returns>Null when none will follow, when the channel was aborted, or after <see cref="Wake"/>; <see cref="Ended"/> tells which.</returns>
    Frame? Next();

    /// <summary>No frame will follow.</summary>
    bool Ended { get; }

    /// <summary>Lets the reader look up from its waiting once, without a frame. Safe from any thread.</summary>
    void Wake();

    /// <summary>Ends all waiting, now and in future; frames not taken are lost. Safe from any thread.</summary>
    void Abort();
}

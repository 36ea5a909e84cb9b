using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Carries pictures and results to the render loop. A live source shows its newest picture, classified or not, beside the newest
/// result; capture and inference never wait. A file shows every picture with its own result. The inference thread waits for
/// that, so a recording of a file has all frames.
/// </summary>
internal sealed class DisplayFeed : IDisposable
{
    private readonly Frame[] buffers = [new(), new(), new()];
    private readonly LatestSlot<Frame> frames;
    private readonly LatestSlot<FrameResult> results = new(new FrameResult(), new FrameResult(), new FrameResult());
    private readonly AutoResetEvent offered = new(initialState: false);
    private readonly AutoResetEvent shown = new(initialState: false);
    private readonly Lock gate = new(); // two threads offer pictures around a loss
    private readonly CancellationTokenRegistration end;
    private long offeredIndex = -1;
    private bool wanted;
    private bool ended;

    /// <summary>Prepares the feed; <paramref name="ending"/> ends all waiting.</summary>
    public DisplayFeed(CancellationToken ending)
    {
        frames = new LatestSlot<Frame>(buffers[0], buffers[1], buffers[2]);
        end = ending.Register(End);
    }

    /// <summary>Whether a sink wants pictures; written by the render loop. If false, nothing is copied.</summary>
    public bool Wanted
    {
        get => Volatile.Read(ref wanted);
        set => Volatile.Write(ref wanted, value);
    }

    /// <summary>Capture thread, live sources: offers a copy of the newest picture.</summary>
    public void ShowNewest(Frame frame)
    {
        if (Wanted)
        {
            Offer(frame);
        }
    }

    /// <summary>Inference thread, at a loss: offers a copy of the last picture, unless it or a newer one was offered. Ignores <see cref="Wanted"/>.</summary>
    public void ShowLast(Frame frame) => Offer(frame);

    /// <summary>Inference thread: offers a copy of the newest result.</summary>
    public void ShowNewest(FrameResult result)
    {
        result.CopyTo(results.Back);
        results.Publish();
    }

    /// <summary>Inference thread, files: offers picture and result together and waits until both are shown.</summary>
    public void ShowAndWait(Frame frame, FrameResult result)
    {
        ShowNewest(result);
        if (!Wanted || Volatile.Read(ref ended))
        {
            return;
        }

        ShowNewest(frame);
        offered.Set();
        shown.WaitOne();
    }

    /// <summary>Render loop, files: waits at most <paramref name="milliseconds"/> for a picture.</summary>
    public bool WaitForPicture(int milliseconds) => offered.WaitOne(milliseconds);

    /// <summary>Render loop, files: lets the inference thread go on.</summary>
    public void Acknowledge() => shown.Set();

    /// <summary>Render loop: the newest picture; false when it is the same as before.</summary>
    public bool TryPicture(out Frame frame)
    {
        bool taken = frames.TryTake();
        frame = frames.Front;
        return taken;
    }

    /// <summary>Render loop: the newest result; false when it is the same as before.</summary>
    public bool TryResult(out FrameResult result)
    {
        bool taken = results.TryTake();
        result = results.Front;
        return taken;
    }

    public void Dispose()
    {
        end.Dispose();
        offered.Dispose();
        shown.Dispose();
        foreach (Frame buffer in buffers)
        {
            buffer.Dispose();
        }
    }

    /// <summary>Ends all waiting of the inference thread.</summary>
    private void End()
    {
        Volatile.Write(ref ended, true);
        shown.Set();
    }

    private void Offer(Frame frame)
    {
        lock (gate)
        {
            if (frame.Index > offeredIndex)
            {
                frame.CopyTo(frames.Back);
                frames.Publish();
                offeredIndex = frame.Index;
            }
        }
    }
}

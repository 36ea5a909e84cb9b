using System.Threading.Tasks.Sources;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>A viewer of a <see cref="Broadcast"/>. It waits without allocating and always gets the newest bytes. Methods run under the broadcast's lock, except where noted.</summary>
internal sealed class Viewer(Broadcast broadcast, long seen) : IValueTaskSource<SharedBytes?>, IDisposable
{
    private ManualResetValueTaskSourceCore<SharedBytes?> next = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration registration;
    private bool waiting;
    private bool ended;

    /// <summary>Waits for bytes newer than its last; the caller must release them. Null at the end. Called by the viewer's own thread, without the lock.</summary>
    public ValueTask<SharedBytes?> NextAsync()
    {
        next.Reset();
        broadcast.Ask(this);
        return new ValueTask<SharedBytes?>(this, next.Version);
    }

    /// <summary>Ends the wait when <paramref name="ending"/> is cancelled. Called once, without the lock.</summary>
    public void EndWith(CancellationToken ending) => registration = ending.Register(static viewer => ((Viewer)viewer!).StopWaiting(), this);

    /// <summary>Notes that it waits; after the end, it is answered at once.</summary>
    public void Wait()
    {
        waiting = true;
        if (ended)
        {
            End();
        }
    }

    /// <summary>Takes the bytes, if it waits and has not seen them.</summary>
    public void Offer(SharedBytes bytes, long version)
    {
        if (waiting && version > seen)
        {
            waiting = false;
            seen = version;
            bytes.Hold();
            next.SetResult(bytes);
        }
    }

    /// <summary>Ends the viewer: no more bytes follow.</summary>
    public void End()
    {
        ended = true;
        if (waiting)
        {
            waiting = false;
            next.SetResult(null);
        }
    }

    public void Dispose()
    {
        registration.Dispose();
        broadcast.Leave(this);
    }

    SharedBytes? IValueTaskSource<SharedBytes?>.GetResult(short token) => next.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<SharedBytes?>.GetStatus(short token) => next.GetStatus(token);

    void IValueTaskSource<SharedBytes?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => next.OnCompleted(continuation, state, token, flags);

    private void StopWaiting() => broadcast.End(this);
}

using System.Threading.Tasks.Sources;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>One that watches a <see cref="Broadcast"/>. It waits without allocating, picture after picture, and always gets the newest. Its methods are called under the broadcast's lock, except where noted.</summary>
internal sealed class Viewer(Broadcast broadcast, long seen) : IValueTaskSource<SharedBytes?>, IDisposable
{
    private ManualResetValueTaskSourceCore<SharedBytes?> next = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration registration;
    private bool waiting;
    private bool ended;

    /// <summary>Waits for something newer than what it got last; the caller must release the bytes. Null: the watching is over. For the viewer's own thread, without the lock.</summary>
    public ValueTask<SharedBytes?> NextAsync()
    {
        next.Reset();
        broadcast.Ask(this);
        return new ValueTask<SharedBytes?>(this, next.Version);
    }

    /// <summary>Ends the waiting when <paramref name="ending"/> is cancelled. Called once, without the lock.</summary>
    public void EndWith(CancellationToken ending) => registration = ending.Register(static viewer => ((Viewer)viewer!).StopWaiting(), this);

    /// <summary>Notes that it waits; once it was ended it gets its answer at once.</summary>
    public void Wait()
    {
        waiting = true;
        if (ended)
        {
            End();
        }
    }

    /// <summary>Takes the newest, if it waits and has not seen it.</summary>
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

    /// <summary>Nothing will come any more.</summary>
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

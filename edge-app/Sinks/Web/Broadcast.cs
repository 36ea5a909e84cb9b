namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>The newest bytes for any number of waiting clients. Who is slow misses what came meanwhile; nobody waits for a client.</summary>
internal sealed class Broadcast : IDisposable
{
    private readonly Lock gate = new();
    private TaskCompletionSource changed = NewSignal();
    private SharedBytes? current;
    private long version;
    private int watchers;

    /// <summary>True while somebody watches.</summary>
    public bool Wanted => Volatile.Read(ref watchers) > 0;

    /// <summary>Makes <paramref name="bytes"/> the newest and takes over the caller's hold.</summary>
    public void Publish(SharedBytes bytes)
    {
        SharedBytes? old;
        TaskCompletionSource signal;
        lock (gate)
        {
            (old, current) = (current, bytes);
            (signal, changed) = (changed, NewSignal());
            version++;
        }

        old?.Release();
        signal.SetResult();
    }

    /// <summary>Counts one more that watches until it calls <see cref="Leave"/>; returns the version that is not news.</summary>
    public long Join()
    {
        Interlocked.Increment(ref watchers);
        return Volatile.Read(ref version);
    }

    /// <summary>Counts one less.</summary>
    public void Leave() => Interlocked.Decrement(ref watchers);

    /// <summary>Waits for something newer than <paramref name="after"/>; the caller must release the bytes.</summary>
    public async ValueTask<(SharedBytes Bytes, long Version)> NextAsync(long after, CancellationToken cancel)
    {
        while (true)
        {
            Task news;
            lock (gate)
            {
                if (version > after && current is not null)
                {
                    current.Hold();
                    return (current, version);
                }

                news = changed.Task;
            }

            await news.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            current?.Release();
            current = null;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

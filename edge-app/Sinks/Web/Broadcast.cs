namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Offers the newest bytes to any number of viewers. A slow viewer misses pictures; nothing waits for a viewer.</summary>
internal sealed class Broadcast : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Viewer> viewers = [];
    private SharedBytes? current;
    private long version;
    private int watching;

    /// <summary>Number of viewers.</summary>
    public int Viewers => Volatile.Read(ref watching);

    /// <summary>Whether there is a viewer.</summary>
    public bool Wanted => Viewers > 0;

    /// <summary>Makes <paramref name="bytes"/> the newest. Takes over the caller's hold.</summary>
    public void Publish(SharedBytes bytes)
    {
        SharedBytes? old;
        lock (gate)
        {
            (old, current) = (current, bytes);
            version++;
            foreach (Viewer viewer in viewers)
            {
                viewer.Offer(bytes, version);
            }
        }

        old?.Release();
    }

    /// <summary>Adds a viewer, until it is disposed. It sees only later publications.</summary>
    /// <param name="ending">Ends its wait.</param>
    public Viewer Join(CancellationToken ending)
    {
        Viewer viewer;
        lock (gate)
        {
            viewer = new Viewer(this, version);
            viewers.Add(viewer);
            Volatile.Write(ref watching, viewers.Count);
        }

        viewer.EndWith(ending);
        return viewer;
    }

    public void Dispose()
    {
        lock (gate)
        {
            current?.Release();
            current = null;
        }
    }

    /// <summary>Gives <paramref name="viewer"/> unseen bytes, or notes that it waits.</summary>
    internal void Ask(Viewer viewer)
    {
        lock (gate)
        {
            viewer.Wait();
            if (current is not null)
            {
                viewer.Offer(current, version);
            }
        }
    }

    /// <summary>Ends the wait of <paramref name="viewer"/> for good.</summary>
    internal void End(Viewer viewer)
    {
        lock (gate)
        {
            viewer.End();
        }
    }

    /// <summary>Removes a viewer.</summary>
    internal void Leave(Viewer viewer)
    {
        lock (gate)
        {
            viewers.Remove(viewer);
            Volatile.Write(ref watching, viewers.Count);
        }
    }
}

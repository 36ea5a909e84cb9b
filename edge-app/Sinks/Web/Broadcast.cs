namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>The newest bytes for any number of waiting viewers. Who is slow misses what came meanwhile; nobody waits for a viewer.</summary>
internal sealed class Broadcast : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Viewer> viewers = [];
    private SharedBytes? current;
    private long version;
    private int watching;

    /// <summary>How many watch.</summary>
    public int Viewers => Volatile.Read(ref watching);

    /// <summary>True while somebody watches.</summary>
    public bool Wanted => Viewers > 0;

    /// <summary>Makes <paramref name="bytes"/> the newest and takes over the caller's hold.</summary>
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

    /// <summary>One more that watches, until it is disposed; what was published before is no news to it.</summary>
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

    /// <summary>Lets <paramref name="viewer"/> take what it has not seen, or note that it waits.</summary>
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

    /// <summary>Ends the wait of <paramref name="viewer"/>, now and for ever.</summary>
    internal void End(Viewer viewer)
    {
        lock (gate)
        {
            viewer.End();
        }
    }

    /// <summary>One less.</summary>
    internal void Leave(Viewer viewer)
    {
        lock (gate)
        {
            viewers.Remove(viewer);
            Volatile.Write(ref watching, viewers.Count);
        }
    }
}

using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>
/// Writes a JSON line for every classified frame, on a thread of its own. The inference thread only copies the result into a
/// ring. When the ring is full, the writer of a live source loses the result and counts it; with a file as the source, the
/// inference thread waits. Owns its stream.
/// </summary>
internal sealed class EventWriter : IResultSink
{
    private const int FlushEvery = 64; // lines, while more are waiting
    private readonly FrameResult[] ring;
    private readonly object gate = new();
    private readonly bool waitsWhenFull;
    private readonly string name;
    private readonly Stream stream;
    private readonly EventLine line;
    private readonly Thread thread;
    private int first;
    private int count;
    private bool completed;
    private Exception? failure;
    private long lost;

    /// <summary>Starts the thread.</summary>
    /// <param name="stream">Where lines go; disposed with this object.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="line">Makes the lines.</param>
    /// <param name="topK">Classes in a result.</param>
    /// <param name="waitsWhenFull">True to keep every event, at the price of time: for files.</param>
    /// <param name="capacity">Results that may wait.</param>
    public EventWriter(Stream stream, string name, EventLine line, int topK, bool waitsWhenFull, int capacity = 4096)
    {
        this.stream = stream;
        this.name = name;
        this.line = line;
        this.waitsWhenFull = waitsWhenFull;
        ring = new FrameResult[capacity];
        for (int i = 0; i < capacity; i++)
        {
            ring[i] = new FrameResult(topK);
        }

        thread = new Thread(Run) { Name = "events", IsBackground = true };
        thread.Start();
    }

    /// <inheritdoc/>
    public SinkStatus Status { get; } = new("events");

    /// <summary>Results that found no room.</summary>
    public long Lost => Interlocked.Read(ref lost);

    /// <summary>Opens a file, or stdout for <c>-</c>.</summary>
    /// <exception cref="InputException">The file cannot be created.</exception>
    public static Stream OpenStream(string path)
    {
        if (path == "-")
        {
            return Console.OpenStandardOutput();
        }

        try
        {
            string full = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            return new FileStream(full, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--events {path}: cannot be written ({e.Message})", e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">Writing has failed.</exception>
    public void Publish(FrameResult result)
    {
        lock (gate)
        {
            while (waitsWhenFull && count == ring.Length && failure is null)
            {
                Monitor.Wait(gate);
            }

            ThrowIfFailed();
            if (count == ring.Length)
            {
                lost++;
                return;
            }

            result.CopyTo(ring[(first + count) % ring.Length]);
            count++;
            Monitor.PulseAll(gate);
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        lock (gate)
        {
            completed = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">Writing has failed.</exception>
    public void Finish(TimeSpan limit)
    {
        thread.Join(limit);
        ThrowIfFailed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Complete();
        thread.Join();
        line.Dispose();
        if (failure is null)
        {
            stream.Dispose();
        }
    }

    private void ThrowIfFailed()
    {
        if (failure is not null)
        {
            throw new InputException($"--events {name}: cannot be written ({failure.Message})", failure);
        }
    }

    private void Run()
    {
        try
        {
            int unflushed = 0;
            while (Next() is FrameResult result)
            {
                stream.Write(line.Format(result));
                unflushed++;
                if (Release() == 0 || unflushed >= FlushEvery)
                {
                    stream.Flush();
                    unflushed = 0;
                }
            }

            stream.Flush();
        }
#pragma warning disable CA1031 // handed to the inference thread: an exception that leaves this one would end the process
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (gate)
            {
                failure = e; // thrown by the next Publish, or by Finish
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>The oldest result, which stays in the ring until <see cref="Release"/>; null at the end.</summary>
    private FrameResult? Next()
    {
        lock (gate)
        {
            while (count == 0 && !completed)
            {
                Monitor.Wait(gate);
            }

            return count > 0 ? ring[first] : null;
        }
    }

    private int Release()
    {
        lock (gate)
        {
            first = (first + 1) % ring.Length;
            count--;
            Monitor.PulseAll(gate);
            return count;
        }
    }
}

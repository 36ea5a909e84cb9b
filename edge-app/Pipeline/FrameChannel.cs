using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Carries frames, losses and the end to the inference thread, in order. Owns its frames; sending allocates nothing. Invariants
/// under one lock: a frame is free, being written, sent or being read. A loss stays until it is taken. After closing, nothing
/// more is sent.
/// </summary>
internal sealed class FrameChannel : IDisposable
{
    private const int LiveFrames = 3; // one is written, one is read, one waits
    private readonly object gate = new();
    private readonly Frame[] frames;
    private readonly Stack<Frame> free;
    private readonly List<FrameMessage> sent; // sent but not taken yet
    private readonly bool newestWins;
    private readonly CancellationTokenRegistration aborting;
    private Frame? writing;
    private Frame? reading;
    private long dropped;
    private bool closed;
    private bool asked; // the reader asked for a message since the last check
    private bool waits; // the reader waits for a message

    private FrameChannel(int count, bool newestWins, CancellationToken ending)
    {
        frames = [.. Enumerable.Range(0, count).Select(_ => new Frame())];
        free = new Stack<Frame>(frames);
        sent = new List<FrameMessage>(count + 1);
        this.newestWins = newestWins;
        aborting = ending.Register(Abort);
    }

    /// <summary>Frames that were not taken: replaced by a newer one, or too early.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>For live sources: keeps only the newest frame; the writer never waits. <paramref name="ending"/> aborts it.</summary>
    public static FrameChannel Newest(CancellationToken ending) => new(LiveFrames, newestWins: true, ending);

    /// <summary>For files: the writer waits while all <paramref name="capacity"/> frames are in use, including the reader's. <paramref name="ending"/> aborts it.</summary>
    public static FrameChannel Lossless(CancellationToken ending, int capacity = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        return new FrameChannel(capacity, newestWins: false, ending);
    }

    /// <summary>Lends the writer a frame to fill; returns the same frame until it is sent.</summary>
    /// <returns>Null when the channel is closed.</returns>
    public Frame? BeginWrite()
    {
        lock (gate)
        {
            while (writing is null && free.Count == 0 && !closed)
            {
                Monitor.Wait(gate);
            }

            return closed ? null : writing ??= free.Pop();
        }
    }

    /// <summary>Sends the lent frame.</summary>
    public void EndWrite()
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            if (newestWins && RemoveFrame())
            {
                dropped++;
            }

            Send(new FrameMessage(writing, Loss: null));
            writing = null;
        }
    }

    /// <summary>Sends a loss. Safe from any thread.</summary>
    public void Lose(SourceLoss loss)
    {
        lock (gate)
        {
            if (!closed)
            {
                Send(new FrameMessage(Frame: null, loss));
            }
        }
    }

    /// <summary>Closes the channel; the end follows the sent messages. Safe from any thread.</summary>
    public void Complete()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Closes the channel and discards frames not yet taken, but keeps losses. Safe from any thread.</summary>
    public void Abort()
    {
        lock (gate)
        {
            while (RemoveFrame())
            {
            }

            Complete();
        }
    }

    /// <summary>Waits for the next message; the last is <see cref="FrameMessage.End"/>.</summary>
    /// <param name="notBefore">Of a live source, frames that were captured before this timestamp are left out.</param>
    public FrameMessage Next(long notBefore = 0)
    {
        lock (gate)
        {
            asked = true;
            LeaveOut(notBefore);
            while (waits = sent.Count == 0 && !closed)
            {
                Monitor.Wait(gate);
                LeaveOut(notBefore);
            }

            if (sent.Count == 0)
            {
                return FrameMessage.End;
            }

            FrameMessage next = sent[0];
            sent.RemoveAt(0);
            if (next.Frame is not null)
            {
                Free(reading);
                reading = next.Frame;
            }

            return next;
        }
    }

    /// <summary>Whether the reader asked for a message since the last call, or waits for one.</summary>
    public bool ReaderCame()
    {
        lock (gate)
        {
            bool came = asked;
            asked = waits;
            return came;
        }
    }

    public void Dispose()
    {
        aborting.Dispose();
        foreach (Frame frame in frames)
        {
            frame.Dispose();
        }
    }

    private void Send(FrameMessage message)
    {
        sent.Add(message);
        Monitor.PulseAll(gate);
    }

    private void Free(Frame? frame)
    {
        if (frame is not null)
        {
            free.Push(frame);
            Monitor.PulseAll(gate);
        }
    }

    private void LeaveOut(long before)
    {
        for (int i = 0; newestWins && i < sent.Count; i++)
        {
            if (sent[i].Frame?.Captured < before)
            {
                RemoveFrame(); // the only one
                dropped++;
            }
        }
    }

    /// <returns>False when no frame waits.</returns>
    private bool RemoveFrame()
    {
        int place = sent.FindIndex(message => message.Frame is not null);
        if (place >= 0)
        {
            Free(sent[place].Frame);
            sent.RemoveAt(place);
        }

        return place >= 0;
    }
}

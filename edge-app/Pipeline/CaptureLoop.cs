using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// The capture thread reads at the source's own rate and waits for no other loop. It reopens a live source that fails or falls
/// silent, with growing pauses, without limit. One thread serves the whole run and keeps at most one source open.
/// </summary>
/// <param name="connection">The source.</param>
/// <param name="channel">Receives frames and losses.</param>
/// <param name="display">Receives pictures; null without a display.</param>
/// <param name="counters">Counters shared by the loops.</param>
/// <param name="region">Region that each picture must contain; null for none.</param>
/// <param name="backoff">Pauses before each attempt to reopen a lost source.</param>
internal sealed class CaptureLoop(SourceConnection connection, FrameChannel channel, DisplayFeed? display, PipelineCounters counters, PixelRect? region, Backoff backoff)
{
    private readonly SourceHealth health = connection.Health;
    private readonly Action send = channel.EndWrite; // cached: a new delegate for each frame would allocate
    private Pace? pace;
    private long tornBefore; // in earlier attempts
    private long droppedByDriverBefore;

    /// <summary>Whether the thread had real-time priority to the end.</summary>
    public bool RealTime => pace is { RealTime: true };

    /// <summary>Managed bytes allocated for each frame.</summary>
    public AllocationMeter Allocation { get; } = new();

    /// <summary>Reads until the source ends, the channel closes or <paramref name="stop"/> is cancelled.</summary>
    public void Run(CancellationToken stop)
    {
        pace = Pace.Keep(connection.IsLive);
        try
        {
            if (connection.Absent is DeviceException absent)
            {
                health.Lose(connection.Name, absent);
                stop.WaitHandle.WaitOne(backoff.Next());
            }

            while (!stop.IsCancellationRequested && !Attempt(stop))
            {
                stop.WaitHandle.WaitOne(backoff.Next());
            }
        }
        finally
        {
            connection.Close();
            channel.Complete();
        }
    }

    /// <returns>True when the run is over; false when the source was lost.</returns>
    private bool Attempt(CancellationToken stop)
    {
        using CancellationTokenSource attempt = CancellationTokenSource.CreateLinkedTokenSource(stop);
        health.Begin(attempt);
        tornBefore = counters.Torn;
        droppedByDriverBefore = counters.DroppedByDriver;
        long before = counters.Captured;
        try
        {
            if (ReadAll(connection.Source(), attempt.Token))
            {
                return true;
            }
        }
#pragma warning disable CA1031 // the one place where exceptions of a source arrive, whatever a server sends; SourceHealth tells them
        catch (Exception) when (attempt.IsCancellationRequested)
        {
            // Cancelled: whatever opening or reading throws then is its end.
        }
        catch (Exception e) when (CanHeal && (e is not UsageException || health.EverDelivered))
#pragma warning restore CA1031
        {
            health.Lose(connection.Name, e);
        }
        finally
        {
            health.End();
        }

        if (!CanHeal && !stop.IsCancellationRequested)
        {
            throw connection.NoPicture();
        }

        connection.Close();
        if (counters.Captured > before) // only after frames, not after each failed attempt to open
        {
            ReleaseMemory();
        }

        return false;
    }

    /// <summary>Collects and trims memory now, since no frame can be late. The rare allocations would not trigger this for hours.</summary>
    private static void ReleaseMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }

    private bool CanHeal => connection.Heals && (health.EverDelivered || connection.Waits);

    /// <summary>Reads the next picture. Counts those that were left out before it or before it failed, and passes on what the source says.</summary>
    private bool Read(IFrameSource source, Frame frame, CancellationToken stop)
    {
        try
        {
            return source.Read(frame, stop);
        }
        finally
        {
            counters.Torn = tornBefore + source.Torn;
            counters.DroppedByDriver = droppedByDriverBefore + source.DroppedByDriver;
            while (source.TakeNote() is string note)
            {
                health.Tell(note);
            }
        }
    }

    /// <returns><returns>True when the source ended or the channel closed; false when reading was cancelled.</returns></returns>
    private bool ReadAll(IFrameSource source, CancellationToken stop)
    {
        Allocation.Skip();
        while (!stop.IsCancellationRequested && channel.BeginWrite() is Frame frame)
        {
            if (!Read(source, frame, stop))
            {
                return !stop.IsCancellationRequested;
            }

            RegionOfInterest.Check(frame.Image, region);
            frame.Index = counters.Captured;
            if (connection.IsLive)
            {
                display?.ShowNewest(frame);
                if (health.PictureCame(frame, send))
                {
                    backoff.Reset();
                }
            }
            else
            {
                send();
            }

            counters.Captured++;
            pace?.Look();
            counters.Dropped = channel.Dropped;
            Allocation.Count();
        }

        return !stop.IsCancellationRequested;
    }
}

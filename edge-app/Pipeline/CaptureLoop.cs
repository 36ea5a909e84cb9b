using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// The capture thread: always reads, at the source's own rate, whatever the others do. A live source that fails or falls
/// silent is closed and opened again, with growing pauses, for as long as it takes. The thread is one and the same for the
/// whole run, and so is at most one source open.
/// </summary>
/// <param name="connection">The source.</param>
/// <param name="channel">Where frames go.</param>
/// <param name="display">Where pictures go; absent: nobody looks.</param>
/// <param name="counters">Of the loops.</param>
/// <param name="region">What each picture has to hold; absent: nothing.</param>
/// <param name="backoff">The pauses before a lost source is tried again.</param>
internal sealed class CaptureLoop(SourceConnection connection, FrameChannel channel, DisplayFeed? display, PipelineCounters counters, PixelRect? region, Backoff backoff)
{
    private readonly SourceHealth health = connection.Health;
    private readonly Action send = channel.EndWrite; // kept, because a new one for each frame would allocate
    private Pace? pace;

    /// <summary>Whether the thread went before all others to the end.</summary>
    public bool RealTime => pace is { RealTime: true };

    /// <summary>What a frame costs on the managed heap.</summary>
    public AllocationMeter Allocation { get; } = new();

    /// <summary>Reads until the source has ended, the channel is aborted or <paramref name="stop"/> is cancelled.</summary>
    public void Run(CancellationToken stop)
    {
        pace = Pace.Keep(connection.IsLive);
        try
        {
            if (connection.Absent is DeviceException absent)
            {
                health.Lose(absent.Message);
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
        long before = counters.Captured;
        try
        {
            if (ReadAll(connection.Source(), attempt.Token))
            {
                return true;
            }
        }
        catch (Exception e) when (e is UserException or OpenCVException && CanHeal && (e is not UsageException || health.EverDelivered))
        {
            health.Lose(e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return true; // while a source was being opened
        }
        finally
        {
            health.End();
        }

        if (!CanHeal && !stop.IsCancellationRequested)
        {
            throw new DeviceException($"{connection.Name}: delivers no picture; another program may be using it");
        }

        connection.Close();
        if (counters.Captured > before) // not again at each attempt to open what is still away
        {
            ReleaseMemory();
        }

        return false;
    }

    /// <summary>No frame can be late now: a moment for what otherwise happens between two frames, or, allocating so little, not for hours.</summary>
    private static void ReleaseMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }

    private bool CanHeal => connection.Heals && (health.EverDelivered || connection.Waits);

    /// <returns>True when the source has ended or nobody takes its frames any more; false when reading was cancelled.</returns>
    private bool ReadAll(IFrameSource source, CancellationToken stop)
    {
        Allocation.Skip();
        while (!stop.IsCancellationRequested && channel.BeginWrite() is Frame frame)
        {
            if (!source.Read(frame, stop))
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

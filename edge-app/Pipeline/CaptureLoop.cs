using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>The capture thread: always reads, at the source's own rate, whatever the others do.</summary>
internal sealed class CaptureLoop(IFrameSource source, IFrameChannel channel, DisplayFeed? display, PipelineCounters counters)
{
    /// <summary>Reads until the source ends, the channel is aborted or <paramref name="stop"/> is cancelled.</summary>
    public void Run(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && channel.BeginWrite() is Frame frame && source.Read(frame, stop))
            {
                frame.Index = counters.Captured;
                if (source.IsLive)
                {
                    display?.ShowNewest(frame);
                }

                channel.EndWrite();
                counters.Captured++;
                counters.Dropped = channel.Dropped;
            }
        }
        finally
        {
            channel.Complete();
        }
    }
}

using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Trainer.Processes.Watch;

/// <summary>The watch of process 0, which all others are connected to.</summary>
internal sealed class WatchHub : IWatch
{
    private readonly WatchThread thread;
    private readonly Lock gate = new();
    private Timer? failure; // keeps the timer from being collected
    private bool ending;

    /// <summary>Starts to watch.</summary>
    /// <param name="lines">The others; this object owns them.</param>
    public WatchHub(IReadOnlyList<Lifeline> lines)
    {
        thread = new WatchThread(lines, Receive, (peer, how) => End(ExitCode.DeviceNotAvailable, how is null ? null : WatchText.Lost(peer, how)));
        thread.Start();
    }

    /// <summary>Ends the others; the caller tells the reason, and ends this process.</summary>
    public void Fail(ExitCode code, string reason)
    {
        lock (gate)
        {
            ending = true;
            thread.Send(new WatchMessage(WatchKind.End, (int)code));
        }

        thread.Stop();
    }

    public void Finish()
    {
        thread.Send(new WatchMessage(WatchKind.Done));
        thread.Stop();
    }

    public void Dispose()
    {
        failure?.Dispose();
        thread.Dispose();
    }

    private void Receive(Lifeline line, WatchMessage message)
    {
        if (message.Kind == WatchKind.Failed)
        {
            line.IsDone = true; // its end is expected
            failure ??= new Timer(_ => End((ExitCode)message.Number, $"{line.Peer}: {message.Text}"), state: null, WatchTimes.Precedence, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(ExitCode code, string? line)
    {
        lock (gate)
        {
            if (ending)
            {
                return;
            }

            ending = true;
            if (line is not null)
            {
                WatchText.Write(line);
            }

            thread.Send(new WatchMessage(WatchKind.End, (int)code));
            ProcessEnd.Now((int)code);
        }
    }
}

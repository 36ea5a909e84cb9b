using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Trainer.Processes.Watch;

/// <summary>The watch of any other process, connected to process 0.</summary>
internal sealed class WatchSpoke : IWatch
{
    private readonly ManualResetEventSlim done = new();
    private readonly WatchThread thread;
    private readonly bool speaks;
    private int? endingWith;

    /// <summary>Starts to watch.</summary>
    /// <param name="hub">Process 0; this object owns the connection.</param>
    /// <param name="speaks">Whether this process tells if process 0 is lost.</param>
    public WatchSpoke(Lifeline hub, bool speaks)
    {
        this.speaks = speaks;
        thread = new WatchThread([hub], Receive, Lose);
        thread.Start();
    }

    /// <summary>Leaves the line to process 0 and ends this process.</summary>
    public void Fail(ExitCode code, string reason)
    {
        thread.Send(new WatchMessage(WatchKind.Failed, (int)code, reason));
        done.Wait(WatchTimes.Patience); // the watch ends this process as soon as process 0 says so
        ProcessEnd.Now((int)code);
    }

    public void Finish() => done.Wait();

    public void Dispose()
    {
        thread.Dispose();
        done.Dispose();
    }

    private void Receive(Lifeline hub, WatchMessage message)
    {
        if (message.Kind == WatchKind.Done)
        {
            hub.IsDone = true;
            done.Set();
        }
        else if (message.Kind == WatchKind.End)
        {
            endingWith = message.Number; // process 0 tells why, and closes the connection as it ends; a launcher ends all with the first
        }
    }

    private void Lose(Peer hub, string? how)
    {
        if (speaks && endingWith is null && how is not null)
        {
            WatchText.Write(WatchText.Lost(hub, how));
        }

        ProcessEnd.Now(endingWith ?? (int)ExitCode.DeviceNotAvailable);
    }
}

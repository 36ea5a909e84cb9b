using System.Threading.Channels;

namespace EdgeResNet.EdgeApp.Sinks.Terminal;

/// <summary>
/// What a run tells people, line by line, on a thread of its own. A line that cannot be written, to a full disk or a closed stdout, is
/// counted and ends nothing; a terminal that is held (Ctrl-S) lets lines wait, up to a bound beyond which they are lost and counted.
/// </summary>
internal sealed class ConsoleWriter : IDisposable
{
    private const int Capacity = 1024;
    private static readonly TimeSpan lastPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan lastPatienceOnceStopped = TimeSpan.FromSeconds(0.4); // the process shall end within 2 s
    private readonly TextWriter output;
    private readonly Channel<string> lines = Channel.CreateBounded<string>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait }); // TryWrite fails instead of waiting
    private readonly Thread thread;
    private bool leftBehind;
    private readonly InHand untold = new(); // from the queue to the terminal

    /// <summary>Starts the thread; <paramref name="output"/> stays with the caller.</summary>
    public ConsoleWriter(TextWriter output)
    {
        this.output = output;
        thread = SinkThread.Start("console", Run);
    }

    /// <summary>How it is doing.</summary>
    public SinkStatus Status { get; } = new("console");

    /// <summary>How long the end of a run waits for a terminal that takes nothing.</summary>
    public static Patience LastPatience(CancellationToken stop) => new(lastPatience, lastPatienceOnceStopped, stop);

    /// <summary>Takes a line and waits for nobody. Safe from any thread, also after the end, when the line is lost.</summary>
    public void WriteLine(string line)
    {
        untold.Take();
        if (!lines.Writer.TryWrite(line))
        {
            Status.CountLost(untold.Settle());
        }
    }

    /// <summary>Waits until all lines are written; what is left then is counted as lost.</summary>
    public void Finish(Patience patience)
    {
        lines.Writer.TryComplete();
        if (leftBehind || untold.Drain(patience, thread, Status, "nobody takes what is written"))
        {
            return;
        }

        leftBehind = true;
        while (lines.Reader.TryRead(out _))
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Finish(lastPatience);

    private void Run()
    {
        while (lines.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (lines.Reader.TryRead(out string? line))
            {
                Write(line);
            }
        }
    }

    private void Write(string line)
    {
        try
        {
            output.WriteLine(line);
            Status.CountDelivered(untold.Settle());
            Status.Mended();
        }
#pragma warning disable CA1031 // said and counted; an exception that leaves this thread would end the process
        catch (Exception error)
#pragma warning restore CA1031
        {
            Status.CountLost(untold.Settle());
            Status.Fail(error.Message);
        }
    }
}

using System.Text;
using EdgeResNet.Shared.Addresses;
using EdgeResNet.Shared.Terminal;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks.Terminal;

/// <summary>Prints lines for people without blocking the run. A full disk or closed stdout loses lines, which are counted. A paused terminal (Ctrl-S) lets lines wait, up to a limit.</summary>
internal sealed class ConsoleWriter : IDisposable
{
    private const int Capacity = 1024;
    private static readonly TimeSpan redrawEvery = TimeSpan.FromMilliseconds(200);
    private readonly TextWriter output;
    private readonly TerminalWriter terminal;
    private readonly StatusLine line;
    private Func<string>? live;
    private readonly SafeFileHandle? descriptor;
    private readonly SinkWorker<string> worker;

    /// <summary>Starts the thread. The caller owns <paramref name="output"/>; one of the process is replaced by its descriptor.</summary>
    public ConsoleWriter(TextWriter output)
    {
        this.output = output;
        terminal = TerminalWriter.Over(output);
        line = new StatusLine(terminal);
        descriptor = terminal.Descriptor < 0 || OperatingSystem.IsWindows() ? null : new SafeFileHandle(terminal.Descriptor, ownsHandle: false);
        worker = new(new(Status, Capacity, WhenFull.DropNewest) { Stuck = "the reader takes no data" }, Write)
        {
            Idle = Redraw,
            IdleEvery = CanRedraw ? redrawEvery : Timeout.InfiniteTimeSpan,
        };
        worker.Start();
    }

    /// <summary>Whether a line can be redrawn: not in files, pipes and simple terminals.</summary>
    public bool CanRedraw => descriptor is not null && terminal.IsTerminal;

    /// <summary>Composes the last line of the terminal, on this writer's thread; null for none.</summary>
    public Func<string>? Live
    {
        get => Volatile.Read(ref live);
        set => Volatile.Write(ref live, value);
    }

    /// <summary>Counters and problems.</summary>
    public SinkStatus Status { get; } = new("console");

    /// <summary>Queues a line without waiting; passwords in addresses are masked. Safe from any thread; after the end, the line is lost.</summary>
    public void WriteLine(string line) => worker.Add(AddressMask.Of(line));

    /// <summary>Waits until all lines are written; the rest counts as lost.</summary>
    public void Finish(Patience patience) => worker.Finish(patience);

    public void Dispose()
    {
        worker.Dispose();
        descriptor?.Dispose();
    }

    private Outcome Write(string text)
    {
        if (descriptor is null)
        {
            output.WriteLine(text);
        }
        else
        {
            Send(line.Erase() + terminal.Fitted(text) + "\n", descriptor);
        }

        return Outcome.Delivered;
    }

    private void Redraw()
    {
        if (Live is Func<string> compose && descriptor is not null)
        {
            Send(line.Compose(AddressMask.Of(compose()), terminal.Columns), descriptor);
        }
    }

    private static void Send(string text, SafeFileHandle descriptor)
    {
        for (ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text); rest.Length > 0;)
        {
            rest = rest[Descriptor.WriteSome(descriptor, rest)..];
        }
    }
}

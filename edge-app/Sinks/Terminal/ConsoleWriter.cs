using System.Text;
using EdgeResNet.Shared.Addresses;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks.Terminal;

/// <summary>Prints lines for people without blocking the run. A full disk or closed stdout loses lines, which are counted. A paused terminal (Ctrl-S) lets lines wait, up to a limit.</summary>
internal sealed class ConsoleWriter : IDisposable
{
    private const int Capacity = 1024;
    private readonly TextWriter output;
    private readonly SafeFileHandle? descriptor;
    private readonly SinkWorker<string> worker;

    /// <summary>Starts the thread. The caller owns <paramref name="output"/>; a writer of <see cref="Console"/> is replaced by its descriptor.</summary>
    public ConsoleWriter(TextWriter output)
    {
        this.output = output;
        int number = ReferenceEquals(output, Console.Out) ? 1 : ReferenceEquals(output, Console.Error) ? 2 : -1;
        descriptor = number < 0 || OperatingSystem.IsWindows() ? null : new SafeFileHandle(number, ownsHandle: false);
        worker = new(new(Status, Capacity, WhenFull.DropNewest) { Stuck = "the reader takes no data" }, Write);
        worker.Start();
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

    private Outcome Write(string line)
    {
        if (descriptor is null)
        {
            output.WriteLine(line);
            return Outcome.Delivered;
        }

        for (ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(line + "\n"); rest.Length > 0;)
        {
            rest = rest[Descriptor.WriteSome(descriptor, rest)..];
        }

        return Outcome.Delivered;
    }
}

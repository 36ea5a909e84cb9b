using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks.Terminal;

/// <summary>
/// What a run tells people, line by line. A line that cannot be written, to a full disk or a closed stdout, is counted and ends nothing;
/// a terminal that is held (Ctrl-S) lets lines wait, up to a bound beyond which they are lost.
/// </summary>
internal sealed class ConsoleWriter : IDisposable
{
    private const int Capacity = 1024;
    private readonly TextWriter output;
    private readonly SafeFileHandle? descriptor;
    private readonly SinkWorker<string> worker;

    /// <summary>Starts the thread; <paramref name="output"/> stays with the caller. A writer of <see cref="Console"/> stands for its descriptor.</summary>
    public ConsoleWriter(TextWriter output)
    {
        this.output = output;
        int number = ReferenceEquals(output, Console.Out) ? 1 : ReferenceEquals(output, Console.Error) ? 2 : -1;
        descriptor = number < 0 || OperatingSystem.IsWindows() ? null : new SafeFileHandle(number, ownsHandle: false);
        worker = new(new(Status, Capacity, WhenFull.DropNewest) { Stuck = "nobody takes what is written" }, Write);
        worker.Start();
    }

    /// <summary>How it is doing.</summary>
    public SinkStatus Status { get; } = new("console");

    /// <summary>Takes a line and waits for nothing. Safe from any thread, also after the end, when the line is lost.</summary>
    public void WriteLine(string line) => worker.Add(line);

    /// <summary>Waits until all lines are written; what is left then counts as lost.</summary>
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

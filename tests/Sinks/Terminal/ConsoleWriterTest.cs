using EdgeResNet.EdgeApp.Sinks.Terminal;

namespace EdgeResNet.Tests.Sinks.Terminal;

public sealed class ConsoleWriterTest
{
    [Fact]
    public void A_failed_line_is_reported_and_counted_and_the_next_is_written()
    {
        FakeConsole terminal = new() { IsFull = true };
        using ConsoleWriter console = new(terminal);
        console.WriteLine("one");
        Eventually.True(() => console.Status is { Lost: 1, Problem: "No space left on device" });
        terminal.IsFull = false;
        console.WriteLine("two");
        console.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal(["two"], terminal.Lines);
        Assert.Equal((1, 1, null, "No space left on device"), (console.Status.Delivered, console.Status.Lost, console.Status.Problem, console.Status.LastProblem));
    }

    [Fact]
    public void A_held_terminal_does_not_block_the_run_and_lost_lines_are_counted()
    {
        FakeConsole terminal = new();
        terminal.Held.Reset();
        using ConsoleWriter console = new(terminal);
        console.WriteLine("line");
        terminal.Reached.Wait(TestContext.Current.CancellationToken);
        for (int i = 1; i < 2000; i++)
        {
            console.WriteLine("line"); // would wait here for ever
        }

        Assert.InRange(console.Status.Lost, 900, 1000); // a bounded number waits
        console.Finish(TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, 2000, "the reader takes no data"), (console.Status.Delivered, console.Status.Lost, console.Status.Problem));
        console.WriteLine("too late");
        Assert.Equal(2001, console.Status.Lost);
        terminal.Held.Set();
        Eventually.True(() => console.Status.Problem is null); // the line in hand is written after all
        Assert.Equal((0, 2001), (console.Status.Delivered, console.Status.Lost)); // and counts once
    }

    private sealed class FakeConsole : StringWriter
    {
        private volatile bool full;

        public bool IsFull
        {
            get => full;
            set => full = value;
        }

        public ManualResetEventSlim Held { get; } = new(initialState: true);

        public ManualResetEventSlim Reached { get; } = new();

        public List<string?> Lines { get; } = [];

        public override void WriteLine(string? value)
        {
            Reached.Set();
            Held.Wait();
            if (full)
            {
                throw new IOException("No space left on device");
            }

            Lines.Add(value);
        }
    }
}

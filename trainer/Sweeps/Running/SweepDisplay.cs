using System.Runtime.InteropServices;
using EdgeResNet.Trainer.Report;
using EdgeResNet.Trainer.Training.Display;
using Spectre.Console;

namespace EdgeResNet.Trainer.Sweeps.Running;

/// <summary>Shows a sweep: on a terminal as a table that refreshes, elsewhere as a line for each trial that ends.</summary>
/// <param name="folder">The sweep.</param>
/// <param name="output">The verb's.</param>
internal sealed class SweepDisplay(SweepFolder folder, TextWriter output)
{
    private const int RedirectedColumns = 180;
    private const int AroundRows = 9; // lines of the terminal beside the trials
    private static readonly TimeSpan refresh = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();

    private readonly bool isWatched = LiveProgress.IsWatched(output);

    /// <summary>Shows the sweep until <paramref name="work"/> has ended, and then as it is.</summary>
    public async Task<T> DuringAsync<T>(Task<T> work)
    {
        if (isWatched)
        {
            await RefreshAsync(() => work.IsCompleted, CancellationToken.None).ConfigureAwait(false);
        }

        T result = await work.ConfigureAwait(false);
        if (isWatched)
        {
            Print();
        }
        else
        {
            output.WriteLine(TrialText.Line(SweepState.Read(folder)));
        }

        return result;
    }

    /// <summary>Shows the sweep once, or on a terminal until it is over or the reader stops.</summary>
    public async Task WatchAsync(CancellationToken stop)
    {
        if (isWatched)
        {
            await RefreshAsync(() => SweepState.Read(folder).IsOver, stop).ConfigureAwait(false);
        }

        Print();
    }

    /// <summary>A trial has ended.</summary>
    public void Ended(int number)
    {
        if (isWatched)
        {
            return;
        }

        SweepState state = SweepState.Read(folder);
        lock (gate)
        {
            output.WriteLine(TrialText.Ended(state, state.Trials[number - 1]));
        }
    }

    private void Print()
    {
        int columns = isWatched ? AnsiConsole.Console.Profile.Width : RedirectedColumns;
        ConsoleTable.Write(SweepTable.Of(SweepState.Read(folder), columns, int.MaxValue), output);
    }

    private async Task RefreshAsync(Func<bool> isOver, CancellationToken stop)
    {
        IAnsiConsole console = AnsiConsole.Console;

        // The live area hides the cursor until it ends; a signal that ends the process would leave it hidden.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => console.Cursor.Show());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => console.Cursor.Show());
        await console.Live(new Text("")).AutoClear(true).StartAsync(async area =>
        {
            using PeriodicTimer timer = new(refresh);
            try
            {
                while (!isOver())
                {
                    area.UpdateTarget(SweepTable.Of(SweepState.Read(folder), console.Profile.Width, Math.Max(1, console.Profile.Height - AroundRows)));
                    await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // the reader has seen enough
            }
        }).ConfigureAwait(false);
    }
}

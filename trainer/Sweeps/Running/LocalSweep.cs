using EdgeResNet.Shared.Cli;
using EdgeResNet.Trainer.Sweeps.Page;

namespace EdgeResNet.Trainer.Sweeps.Running;

/// <summary>Runs a sweep's trials on this machine, some at once, each as a process.</summary>
/// <param name="folder">The sweep.</param>
/// <param name="jobs">Trials at once.</param>
/// <param name="device">Value of <c>--device</c>.</param>
/// <param name="display">Shows the progress.</param>
internal sealed class LocalSweep(SweepFolder folder, int jobs, string device, SweepDisplay display)
{
    private const int HopelessAfter = 3;

    /// <summary>Runs what is left of the sweep. A stopped trial ends with a checkpoint, and the sweep after all its trials.</summary>
    /// <returns><see cref="ExitCode.Interrupted"/> if it was stopped before its end.</returns>
    /// <exception cref="InputException">Another command runs the sweep, or every trial fails.</exception>
    public async Task<ExitCode> RunAsync(CancellationToken stop)
    {
        using IDisposable held = folder.Hold();
        using IDisposable finishing = Finishing.Begin(); // a trial's step and its checkpoint may take longer than a stopped process has
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        folder.RetryFailed();
        foreach (Rung rung in folder.Plan.Rungs)
        {
            await RunAsync(rung, ending).ConfigureAwait(false);
        }

        Results.Write(folder);
        SweepState state = SweepState.Read(folder);
        return stop.IsCancellationRequested && !state.IsOver ? ExitCode.Interrupted
            : state.Best is not null ? ExitCode.Done
            : throw new InputException($"every trial failed; the first: {state.Trials.FirstOrDefault(trial => trial.State == TrialState.Failed)?.Result?.Reason ?? "none has begun"}");
    }

    private async Task RunAsync(Rung rung, CancellationTokenSource ending)
    {
        Queue<int> waiting = new(rung.Trials.Where(trial => folder.Trial(trial).Result is null));
        int cores = CoreShare.OfThisMachine(jobs);
        List<Task> running = [];
        while (running.Count > 0 || (waiting.Count > 0 && !ending.IsCancellationRequested))
        {
            while (running.Count < jobs && waiting.Count > 0 && !ending.IsCancellationRequested)
            {
                running.Add(RunAsync(waiting.Dequeue(), cores, ending.Token));
            }

            Task ended = await Task.WhenAny(running).ConfigureAwait(false);
            running.Remove(ended);
            await ended.ConfigureAwait(false);
            if (IsHopeless())
            {
                await ending.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task RunAsync(int number, int cores, CancellationToken stop)
    {
        TrialFolder trial = folder.Trial(number);
        (int code, string? error) = await TrialProcess.RunAsync(folder, number, device, cores, stop).ConfigureAwait(false);
        if (trial.Result is null && !stop.IsCancellationRequested)
        {
            Results.Record(folder, trial, new TrialResult { State = TrialState.Failed, Reason = $"its process ended with exit code {code}{(code > 128 ? ", killed by a signal (out of memory?)" : "")}{(error is null ? "" : $": {error}")}" });
        }

        if (trial.Result is not null)
        {
            display.Ended(number);
        }
    }

    // Such as a folder that is not there: no trial will do better.
    private bool IsHopeless()
    {
        TrialResult[] results = [.. Enumerable.Range(1, folder.Plan.Trials).Select(number => folder.Trial(number).Result).OfType<TrialResult>()];
        return results.Length >= HopelessAfter && results.All(result => result.State == TrialState.Failed);
    }
}

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>
/// Searches the highest rate that a pipeline sustains. The first run asks for more frames than possible; its classified rate is
/// the first guess. That is too low if the source shares the cores, and too high if frames come unevenly. Further runs narrow
/// the rate to an eighth, or until the source reaches its own limit.
/// </summary>
internal static class RateSearch
{
    /// <summary>Largest share of dropped frames at a sustained rate: one hiccup of the system in a hundred frames is allowed.</summary>
    public const double DroppedAtMost = 0.01;

    /// <summary>Largest number of runs.</summary>
    public const int MostRuns = 7;

    private const double Step = 1.25;
    private const double CloseEnough = 1.125;
    private const double Delivered = 0.95; // share of the requested rate; a source below it is at its own limit

    /// <summary>Runs the search.</summary>
    /// <param name="run">Runs the pipeline at a rate; <see cref="LoadReport.Factor"/> is ignored.</param>
    /// <param name="most">The highest rate to request.</param>
    /// <returns>The rate, and all runs with their factors, in order.</returns>
    public static (SustainableRate Rate, IReadOnlyList<LoadReport> Runs) Find(Func<double, LoadReport> run, double most)
    {
        List<LoadReport> runs = [run(most)];
        double kept = IsKept(runs[0]) ? runs[0].Fps : 0; // highest rate known to be sustained
        double missed = kept > 0 ? kept : most; // lowest rate known not to be sustained
        double next = runs[0].Fps;
        while (runs.Count < MostRuns && missed > CloseEnough * kept)
        {
            LoadReport latest = run(next);
            runs.Add(latest);
            (kept, missed) = !IsKept(latest) ? (kept, next) : latest.CapturedFps < Delivered * next ? (next, next) : (next, missed);
            next = kept == 0 ? missed / Step : Math.Min(kept * Step, Math.Sqrt(kept * missed));
        }

        LoadReport best = runs.Where(IsKept).MaxBy(each => each.Fps) ?? runs.MinBy(each => each.AskedFps)!;
        SustainableRate rate = new(best.Fps, best.DroppedShare, DroppedAtMost, IsKept(best));
        return (rate, [.. runs.Select(each => each with { Factor = each == best ? 1 : each.AskedFps / rate.Fps })]);
    }

    private static bool IsKept(LoadReport run) => run.DroppedShare <= DroppedAtMost;
}

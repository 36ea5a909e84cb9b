namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>
/// Looks for the highest rate that a pipeline keeps up with. It begins with more frames than are possible; what was classified
/// then is a first guess, too low where the source draws its frames on the same processors and too high where frames come
/// unevenly. From there it goes up or down until the answer is known to an eighth or the source gives
/// no more, in a bounded number of runs.
/// </summary>
internal static class RateSearch
{
    /// <summary>A rate counts as kept up with while no larger share of its frames is dropped: one hiccup of the system in a hundred frames is not the pipeline's.</summary>
    public const double DroppedAtMost = 0.01;

    /// <summary>Runs that it makes at most.</summary>
    public const int MostRuns = 7;

    private const double Step = 1.25;
    private const double CloseEnough = 1.125;
    private const double Delivered = 0.95; // of the rate asked for; a source that gives less is at its own limit

    /// <summary>Searches.</summary>
    /// <param name="run">Runs the pipeline at a rate; <see cref="LoadReport.Factor"/> is not looked at.</param>
    /// <param name="most">The highest rate that can be asked for.</param>
    /// <returns>The rate, and every run with its factor, in their order.</returns>
    public static (SustainableRate Rate, IReadOnlyList<LoadReport> Runs) Find(Func<double, LoadReport> run, double most)
    {
        List<LoadReport> runs = [run(most)];
        double kept = IsKept(runs[0]) ? runs[0].Fps : 0; // highest rate known to be kept up with
        double missed = kept > 0 ? kept : most; // lowest rate known not to be
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

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Trainer.Sweeps.Page;

/// <summary>Writes what follows from a sweep's results: the best recipe, the summary, the page.</summary>
internal static class Results
{
    /// <summary>Records a trial's end, and writes the results with it. One process at a time does, so that the last writer has read all.</summary>
    public static void Record(SweepFolder folder, TrialFolder trial, TrialResult result)
    {
        using IDisposable held = folder.HoldResults();
        trial.End(result);
        WriteHeld(folder);
    }

    /// <summary>Writes the results until now; a killed process may have missed it.</summary>
    public static void Write(SweepFolder folder)
    {
        using IDisposable held = folder.HoldResults();
        WriteHeld(folder);
    }

    private static void WriteHeld(SweepFolder folder)
    {
        SweepState state = SweepState.Read(folder);
        if (state.BestTrial is TrialView best)
        {
            AtomicFile.WriteText(folder.BestFile, StrictJson.ReadText(folder.Trial(best.Number).RecipeFile));
        }

        StrictJson.Write(folder.SummaryFile, SweepSummary.Of(state));
        AtomicFile.WriteText(folder.ReportFile, SweepPage.Write(state));
    }
}

using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>A trial's files: <c>recipe.json</c>, <c>run/</c>, <c>log.txt</c>, <c>result.json</c>.</summary>
/// <param name="sweep">The sweep's folder.</param>
/// <param name="number">From 1.</param>
internal sealed class TrialFolder(string sweep, int number)
{
    /// <summary>Its number, from 1.</summary>
    public int Number => number;

    /// <summary>The number as it is written.</summary>
    public string Name => number.ToString("000", CultureInfo.InvariantCulture);

    /// <summary>The folder.</summary>
    public string Path => System.IO.Path.Combine(sweep, "trials", Name);

    /// <summary>Its recipe; it stays once it is written.</summary>
    public string RecipeFile => At("recipe.json");

    /// <summary>Folder of the training.</summary>
    public string Run => At("run");

    /// <summary>What the training says.</summary>
    public string LogFile => At("log.txt");

    private string ResultFile => At("result.json");

    private string LockFile => At("lock");

    /// <summary>How it ended; null: it has not.</summary>
    /// <exception cref="InputException">The file is not usable.</exception>
    public TrialResult? Result => File.Exists(ResultFile) ? StrictJson.Read<TrialResult>(ResultFile) : null;

    /// <summary>The finished epochs.</summary>
    public IReadOnlyList<EpochMetrics> Epochs => new RunMetrics(Run, new Recipe()).Read();

    /// <summary>Whether its recipe is decided.</summary>
    public bool IsPrepared => File.Exists(RecipeFile);

    /// <summary>Whether its training has begun.</summary>
    public bool HasBegun => RunFolder.Exists(Run);

    /// <summary>Whether a process trains it.</summary>
    public bool IsHeld => FileLock.IsHeld(LockFile);

    /// <summary>Records its end.</summary>
    public void End(TrialResult result) => StrictJson.Write(ResultFile, result);

    /// <summary>Takes a failure back, so that it is tried again.</summary>
    public void Retry() => File.Delete(ResultFile);

    /// <summary>A lock against other processes. Waits for a process that is about to end.</summary>
    /// <exception cref="OperationCanceledException">The wait was stopped.</exception>
    public IDisposable Hold(CancellationToken stop)
    {
        Directory.CreateDirectory(Path);
        return FileLock.Wait(LockFile, stop);
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}

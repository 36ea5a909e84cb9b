using System.Text.Json.Nodes;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>A sweep's files: <c>sweep.json</c>, <c>trials/</c>, <c>best.json</c>, <c>summary.json</c>, <c>report.html</c>. They are all that it needs to go on.</summary>
internal sealed class SweepFolder
{
    private const string SpecName = "sweep.json";

    private SweepFolder(string path, SweepSpec spec, SweepPlan plan) => (Path, Spec, Plan) = (path, spec, plan);

    /// <summary>The folder, from the root.</summary>
    public string Path { get; }

    /// <summary>The sweep.</summary>
    public SweepSpec Spec { get; }

    /// <summary>Its trainings.</summary>
    public SweepPlan Plan { get; }

    /// <summary>The best recipe, for <c>train --recipe</c>.</summary>
    public string BestFile => At("best.json");

    /// <summary>The results for people.</summary>
    public string ReportFile => At("report.html");

    /// <summary>The results for machines.</summary>
    public string SummaryFile => At("summary.json");

    /// <summary>What Slurm runs.</summary>
    public string ScriptFile => At("sweep.sbatch");

    /// <summary>What Slurm's tasks say.</summary>
    public string SlurmFolder => At("slurm");

    /// <summary>Whether a folder has a sweep.</summary>
    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(path, SpecName));

    /// <summary>Begins a sweep, or goes on with the same one; its budget may have grown. Writes the recipes of the first rung.</summary>
    /// <exception cref="InputException">The file is not usable, or the folder has another sweep.</exception>
    /// <exception cref="UsageException">The folder lies in the data.</exception>
    public static SweepFolder Begin(string path, string file)
    {
        SweepSpec spec = SweepSpec.Read(file);
        SweepPlan plan = SweepPlan.Of(spec, file);
        if (Exists(path))
        {
            SweepFolder old = Open(path);
            if (!old.Spec.IsSameAs(spec) || plan.Trials < old.Plan.Trials)
            {
                throw new InputException($"{path}: has another sweep ({SpecName} differs from {file}, or has more trials); choose another --out, or go on with the one that is there: ./edgeresnet sweep --out {path}");
            }
        }

        if (DataSource.FolderOf(spec.Data) is string pictures)
        {
            OverwriteCheck.RefuseInside("--out", path, pictures, "the sweep");
        }

        SweepFolder folder = new(System.IO.Path.GetFullPath(path), spec, plan);
        StrictJson.Write(folder.At(SpecName), spec);
        foreach (int trial in plan.Rungs[0].Trials)
        {
            folder.Prepare(trial, plan.Candidates[(trial - 1) / spec.SeedCount]);
        }

        return folder;
    }

    /// <summary>Opens a sweep.</summary>
    /// <exception cref="InputException">The folder has none, or it is not usable.</exception>
    public static SweepFolder Open(string path)
    {
        string file = System.IO.Path.Combine(path, SpecName);
        if (!Exists(path))
        {
            throw new InputException($"{path}: has no sweep ({SpecName} is missing); begin one with ./edgeresnet sweep FILE --out {path}");
        }

        SweepSpec spec = SweepSpec.Read(file);
        return new SweepFolder(System.IO.Path.GetFullPath(path), spec, SweepPlan.Of(spec, file));
    }

    /// <summary>A trial's files.</summary>
    /// <param name="number">From 1.</param>
    public TrialFolder Trial(int number) => new(Path, number);

    /// <summary>Writes a trial's recipe, unless it is there.</summary>
    public void Prepare(int number, Candidate candidate)
    {
        TrialFolder trial = Trial(number);
        if (trial.IsPrepared)
        {
            return;
        }

        Rung rung = Plan.RungOf(number);
        JsonObject recipe = candidate.Recipe.DeepClone().AsObject();
        if (rung.Epochs is int epochs)
        {
            recipe["epochs"] = epochs;
        }

        if (Spec.Seeds is IReadOnlyList<long> seeds)
        {
            recipe["seed"] = seeds[(number - rung.First) % seeds.Count];
        }

        StrictJson.Write(trial.RecipeFile, recipe);
    }

    /// <summary>Lets failed trials be tried again, except those that decided which recipes went on.</summary>
    public void RetryFailed()
    {
        Rung last = Plan.Rungs.Last(rung => rung.Number == 1 || rung.Trials.Any(trial => Trial(trial).IsPrepared));
        foreach (TrialFolder trial in last.Trials.Select(Trial).Where(trial => trial.Result?.State is TrialState.Failed or TrialState.Skipped))
        {
            trial.Retry();
        }
    }

    /// <summary>A lock against a second command that runs the same sweep.</summary>
    /// <exception cref="InputException">There is one.</exception>
    public IDisposable Hold() => FileLock.Try(At("lock")) ?? throw new InputException($"{Path}: another command runs this sweep; watch it with ./edgeresnet sweep --status {Path}");

    /// <summary>A lock around reading all results and writing what follows from them. Waits for other trials, which hold it for moments.</summary>
    public IDisposable HoldResults() => FileLock.Wait(At("results.lock"), CancellationToken.None);

    private string At(string name) => System.IO.Path.Combine(Path, name);
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>A run's files: <c>recipe.json</c>, <c>run.json</c>, <c>metrics.jsonl</c>, <c>last.safetensors</c>, <c>best.safetensors</c>, <c>tensorboard/</c>, <c>summary.json</c>, <c>report.html</c>, <c>bundle/</c>; of a retraining also <c>parent.onnx</c> and <c>start.safetensors</c>.</summary>
internal sealed class RunFolder
{
    /// <summary>The option that accepts changed pictures.</summary>
    public const string AcceptOption = "--data-changed";

    private const string RunFile = "run.json";

    private readonly StartingPoint? start;

    private RunFolder(string path, RunSpec spec, StartingPoint? start = null) => (Path, Spec, this.start) = (path, spec, start);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Its results.</summary>
    public RunPaths Paths => new(Path);

    /// <summary>Its last part, the bundle's name.</summary>
    public string Name => Paths.Name;

    /// <summary>The run's description.</summary>
    public RunSpec Spec { get; }

    /// <summary>Its weights.</summary>
    public Checkpoints Checkpoints => new(Path, Spec);

    /// <summary>Its metrics of each epoch.</summary>
    public RunMetrics Metrics => new(Path, Spec.Recipe);

    /// <summary>Folder of the bundle.</summary>
    public string BundleFolder => Paths.Bundle;

    /// <summary>Results for machines.</summary>
    public string SummaryFile => Paths.Summary;

    /// <summary>Results for people.</summary>
    public string ReportFile => Paths.Report;

    /// <summary>A copy of the model that a retraining began with.</summary>
    public string ParentFile => At("parent.onnx");

    /// <summary>Whether a folder has a run.</summary>
    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(path, RunFile));

    /// <summary>Checks that a folder has no run yet.</summary>
    /// <exception cref="InputException">It has one.</exception>
    public static void RequireNone(string path)
    {
        if (Exists(path))
        {
            throw new InputException($"{path}: already has a run; continue it with --resume, or choose another --out");
        }
    }

    /// <summary>Prepares a new run; <see cref="Begin"/> writes it.</summary>
    /// <exception cref="InputException">The folder already has a run.</exception>
    public static RunFolder Create(string path, RunSpec spec, StartingPoint? start = null)
    {
        RequireNone(path);
        return new RunFolder(path, spec, start);
    }

    /// <summary>A run that another process began and writes.</summary>
    public static RunFolder Joined(string path, RunSpec spec) => new(path, spec);

    /// <summary>Opens a run.</summary>
    /// <exception cref="InputException">The folder has none, or its recipe is broken.</exception>
    public static RunFolder Open(string path)
    {
        string file = System.IO.Path.Combine(path, RunFile);
        if (!Exists(path))
        {
            throw new InputException($"{path}: has no run ({RunFile} is missing)");
        }

        RunSpec spec = StrictJson.Read<RunSpec>(file);
        spec.Recipe.Validated(file);
        spec.Input.Validate(file);
        return new RunFolder(path, spec);
    }

    /// <summary>
    /// Writes the recipe and the run's description; call it once data and network are usable. Removes unfinished files of a killed
    /// process.
    /// </summary>
    /// <returns>A lock against other processes in the same run; a killed process releases it.</returns>
    /// <exception cref="InputException">Another process trains in this folder.</exception>
    public IDisposable Begin() => Hold().OrDispose(held =>
    {
        Write();
        return held;
    });

    private FileStream Hold()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{Path}: cannot be made ({e.Message.ReplaceLineEndings(" ")}); choose another --out or make room", e);
        }

        try
        {
            return new FileStream(At("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            throw new InputException($"{Path}: another process trains in this folder; wait until it has ended, or choose another --out");
        }
    }

    private void Write()
    {
        foreach (string unfinished in Directory.GetFileSystemEntries(Path, "*.tmp"))
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
            else
            {
                File.Delete(unfinished);
            }
        }

        if (start is not null)
        {
            byte[] parent = start.Bundle.ReadModel();
            AtomicFile.Write(ParentFile, stream => stream.Write(parent));
            Checkpoints.SaveStart(start.Network);
        }

        StrictJson.Write(Paths.Recipe, Spec.Recipe);
        StrictJson.Write(At(RunFile), Spec);
    }

    /// <summary>The same run as a trial: from <see cref="Begin"/> on, it ends before the test set is used.</summary>
    public RunFolder AsTrial() => new(Path, Spec with { NoExport = true }, start);

    /// <summary>Opens the run's data with the run's seed.</summary>
    /// <param name="note">Receives a line where it cannot be told whether the pictures are the same, or where others are accepted.</param>
    /// <param name="acceptChanges">Whether the pictures may have changed since the run began.</param>
    /// <param name="stop">Checked between files.</param>
    /// <returns>The data, and the run with these pictures.</returns>
    /// <exception cref="InputException">The data is not usable, or its classes or pictures have changed.</exception>
    public (RunFolder Run, DataSplits Data) OpenData(Action<string> note, bool acceptChanges, CancellationToken stop = default)
    {
        DataSplits data = OpenData(stop);
        IReadOnlyList<ClassListing> now = ClassListing.Of(data);
        if (Spec.Pictures is not IReadOnlyList<ClassListing> before)
        {
            note($"{Path}: an earlier build began this run and did not note its pictures; they may have changed");
        }
        else if (ClassListing.Difference(before, now) is string difference)
        {
            if (!acceptChanges)
            {
                throw new InputException($"{Spec.Data}: its pictures have changed since the run in {Path} began: {difference}; put them back, or go on with the pictures as they are: {AcceptOption}");
            }

            note($"{Spec.Data}: going on with changed pictures: {difference}");
        }

        return (new RunFolder(Path, Spec with { Pictures = now }, start), data);
    }

    /// <summary>The same, whether the pictures have changed or not.</summary>
    /// <exception cref="InputException">The data is not usable, or its classes or comparison pictures have changed.</exception>
    public DataSplits OpenData(CancellationToken stop = default)
    {
        DataSplits found = Spec.Parent is null
            ? DataSource.Open(Spec.Data, Spec.Recipe.Seed, Spec.Recipe.ValidationShare, stop)
            : DataSource.OpenForRetraining(Spec.Data, Spec.Recipe.ValidationShare, Spec.Recipe.Seed, stop);
        DataSplits data = found.InOrderOf(Spec.Labels);
        if (data.HoldoutSha256 != Spec.HoldoutSha256)
        {
            throw new InputException($"{Spec.Data}: the pictures of the comparison have changed since the run in {Path} began; restore the folder, or begin a new run");
        }

        return LabelComparison.Difference(Spec.Labels, data.Train.Classes) is string difference
            ? throw new InputException($"{Spec.Data}: has other classes than the run in {Path}: {difference}")
            : data;
    }

    /// <summary>The averaged network of the best epoch with its metrics; null metrics if the run has none.</summary>
    /// <exception cref="InputException">There is no checkpoint, or it does not fit the recipe.</exception>
    public Network LoadBest(out EpochMetrics? epoch)
    {
        (Network network, int? number) = Checkpoints.LoadBest();
        IReadOnlyList<EpochMetrics> epochs = Metrics.Read();
        epoch = number is null ? epochs.MaxBy(line => line.ValTop1) : epochs.FirstOrDefault(line => line.Epoch == number); // earlier builds kept the first of the most accurate epochs
        return network;
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}

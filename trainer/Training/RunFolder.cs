using System.Globalization;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training;

/// <summary>All that a run depends on: <c>run.json</c> holds this record.</summary>
/// <param name="Data">What <c>--data</c> said.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="Architecture">The network.</param>
/// <param name="Input">What it is fed with.</param>
/// <param name="Labels">Class names.</param>
/// <param name="MaxSteps">Steps after which the run ends before its last epoch, with the schedule fitted to them.</param>
/// <param name="Commit">Commit of this repository that began the run.</param>
/// <param name="Host">Machine that began it, in words.</param>
/// <param name="Pretrained">File of the weights that it started from.</param>
internal sealed record RunSpec(
    string Data,
    Recipe Recipe,
    ArchitectureSpec Architecture,
    InputSpec Input,
    IReadOnlyList<string> Labels,
    long? MaxSteps = null,
    string Commit = RunSpec.Unknown,
    string Host = RunSpec.Unknown,
    string? Pretrained = null)
{
    private const string Unknown = "unknown";

    /// <summary>Hash of the recipe's teacher, lower-case hexadecimal, of several with commas between them; null without one.</summary>
    public string? TeacherSha256 { get; init; }

    /// <summary>Whether the run ends before the test set is looked at; null: no.</summary>
    public bool? NoExport { get; init; }

    /// <summary>The bundle that is retrained; null where a network is trained from the start.</summary>
    public ParentSpec? Parent { get; init; }

    /// <summary>Hash of the pictures that parent and child are compared on; null without a parent.</summary>
    public string? HoldoutSha256 { get; init; }
}

/// <summary>What a retraining begins with; both stay the caller's.</summary>
/// <param name="Bundle">The old model, of which the run keeps a copy for the comparison.</param>
/// <param name="Network">Its network with a head for all classes.</param>
internal sealed record StartingPoint(ModelBundle Bundle, Network Network);

/// <summary>Where a run stands; with the tensors of the checkpoint, all that is needed to go on exactly.</summary>
internal sealed record Progress
{
    /// <summary>The epoch that runs or comes next, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>Steps of that epoch that are done.</summary>
    public int StepInEpoch { get; init; }

    /// <summary>Steps done in the whole run.</summary>
    public long Step { get; init; }

    /// <summary>Sum of the epoch's losses times images.</summary>
    public double LossSum { get; init; }

    /// <summary>Correct images of the epoch.</summary>
    public long Correct { get; init; }

    /// <summary>Images of the epoch.</summary>
    public long Images { get; init; }

    /// <summary>Seconds spent on the epoch's steps, input included.</summary>
    public double Seconds { get; init; }

    /// <summary>Those of them that went into reading, augmenting and waiting for pictures.</summary>
    public double InputSeconds { get; init; }

    /// <summary>Steps of the epoch that were skipped, since their loss or gradient was not finite.</summary>
    public int Skipped { get; init; }

    /// <summary>Steps skipped one after the other until now.</summary>
    public int SkippedInRow { get; init; }

    /// <summary>Validation accuracy of the epoch that is kept (<see cref="EpochChoice"/>); −1 before the first.</summary>
    public double BestTop1 { get; init; } = -1;

    /// <summary>That epoch, from 1; −1 before the first.</summary>
    public int BestEpoch { get; init; } = -1;
}

/// <summary>A line of <c>metrics.jsonl</c>.</summary>
internal sealed record EpochMetrics(int Epoch, double TrainLoss, double TrainTop1, double ValLoss, double ValTop1, double Lr, double ImagesPerS, double Seconds)
{
    /// <summary>Share of the seconds that went into reading, augmenting and waiting for pictures, 0 to 1.</summary>
    public double InputShare { get; init; }

    /// <summary>Steps that were skipped, since their loss or gradient was not finite.</summary>
    public int Skipped { get; init; }

    /// <summary>Resident memory at the epoch's end, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>When the epoch ended; absent in runs of earlier builds.</summary>
    public DateTimeOffset? Time { get; init; }
}

/// <summary>A run's files: <c>recipe.json</c>, <c>run.json</c>, <c>metrics.jsonl</c>, <c>last.safetensors</c>, <c>best.safetensors</c>, <c>tensorboard/</c>, <c>summary.json</c>, <c>report.html</c>, <c>bundle/</c>; of a retraining also <c>parent.onnx</c> and <c>start.safetensors</c>.</summary>
internal sealed class RunFolder
{
    private const string RunFile = "run.json";
    private const string ProgressKey = "progress";
    private const string EpochKey = "epoch";
    private const string AveragePrefix = "average.";
    private const string MomentumPrefix = "momentum.";

    private readonly StartingPoint? start;

    private RunFolder(string path, RunSpec spec, StartingPoint? start = null) => (Path, Spec, this.start) = (path, spec, start);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What the run depends on.</summary>
    public RunSpec Spec { get; }

    /// <summary>JSON Lines, one an epoch.</summary>
    public string MetricsFile => At("metrics.jsonl");

    /// <summary>The same for TensorBoard, in a folder of its own.</summary>
    public string EventFile => At(System.IO.Path.Combine("tensorboard", Report.EventFile.Name));

    /// <summary>Where the bundle goes.</summary>
    public string BundleFolder => At("bundle");

    /// <summary>Results for machines.</summary>
    public string SummaryFile => At("summary.json");

    /// <summary>Results for people.</summary>
    public string ReportFile => At("report.html");

    /// <summary>The model that a retraining began with, as it was then.</summary>
    public string ParentFile => At("parent.onnx");

    private string StartFile => At("start.safetensors");

    private string LastFile => At("last.safetensors");

    private string BestFile => At("best.safetensors");

    /// <summary>Whether a folder holds a run.</summary>
    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(path, RunFile));

    /// <summary>Makes sure that a folder holds no run yet.</summary>
    /// <exception cref="InputException">It does.</exception>
    public static void RequireNone(string path)
    {
        if (Exists(path))
        {
            throw new InputException($"{path}: already holds a run; go on with it by --resume, or choose another --out");
        }
    }

    /// <summary>Prepares a new run; nothing is written before <see cref="Begin"/>.</summary>
    /// <exception cref="InputException">The folder already holds a run.</exception>
    public static RunFolder Create(string path, RunSpec spec, StartingPoint? start = null)
    {
        RequireNone(path);
        return new RunFolder(path, spec, start);
    }

    /// <summary>Opens a run.</summary>
    /// <exception cref="InputException">The folder holds none, or its recipe is broken.</exception>
    public static RunFolder Open(string path)
    {
        string file = System.IO.Path.Combine(path, RunFile);
        if (!Exists(path))
        {
            throw new InputException($"{path}: holds no run ({RunFile} is missing)");
        }

        RunSpec spec = StrictJson.Read<RunSpec>(file);
        spec.Recipe.Validated(file);
        spec.Input.Validate(file);
        return new RunFolder(path, spec);
    }

    /// <summary>
    /// Writes the recipe, which can make another run, and the rest of the run's description, once data and network have
    /// proved usable. Removes what a process that was killed while it wrote has left unfinished.
    /// </summary>
    /// <returns>What keeps other processes from going on with the same run; a process that is killed lets go of it.</returns>
    /// <exception cref="InputException">Another process trains in this folder.</exception>
    public IDisposable Begin()
    {
        FileStream held = Hold();
        try
        {
            Write();
        }
        catch
        {
            held.Dispose();
            throw;
        }

        return held;
    }

    private FileStream Hold()
    {
        Directory.CreateDirectory(Path);
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
            byte[] parent = File.ReadAllBytes(start.Bundle.ModelPath());
            AtomicFile.Write(ParentFile, stream => stream.Write(parent));
            SafeTensors.Save(start.Network, StartFile);
        }

        StrictJson.Write(At("recipe.json"), Spec.Recipe);
        StrictJson.Write(At(RunFile), Spec);
    }

    /// <summary>The same run, which from <see cref="Begin"/> on ends before the test set is looked at.</summary>
    public RunFolder AsTrial() => new(Path, Spec with { NoExport = true }, start);

    /// <summary>Opens the run's data with the run's seed.</summary>
    /// <exception cref="InputException">The data is not usable, or its classes, or the pictures of a comparison, are no longer the run's.</exception>
    public DataSplits OpenData()
    {
        DataSplits data = Spec.Parent is null
            ? DataSource.Open(Spec.Data, Spec.Recipe.Seed, Spec.Recipe.ValidationShare)
            : DataSource.OpenForRetraining(Spec.Data, Spec.Recipe.ValidationShare, Spec.Recipe.Seed).InOrderOf(Spec.Labels);
        if (data.HoldoutSha256 != Spec.HoldoutSha256)
        {
            throw new InputException($"{Spec.Data}: the pictures that old and new model are compared on are no longer those with which the run in {Path} began; put the folder back as it was, or begin a new run");
        }

        return LabelComparison.Difference(Spec.Labels, data.Train.Classes) is string difference
            ? throw new InputException($"{Spec.Data}: has other classes than the run in {Path}: {difference}")
            : data;
    }

    /// <summary>The averaged network of the epoch that is kept, in evaluation mode on the CPU.</summary>
    /// <exception cref="InputException">There is no checkpoint, or it does not fit the recipe.</exception>
    public Network LoadBest() => Load(BestFile).Network;

    /// <summary>The same with what was measured after its epoch; null where the run has no metrics.</summary>
    /// <exception cref="InputException">As for <see cref="LoadBest()"/>.</exception>
    public Network LoadBest(out EpochMetrics? epoch)
    {
        (Network network, Dictionary<string, string> metadata) = Load(BestFile);
        IReadOnlyList<EpochMetrics> epochs = ReadMetrics();
        epoch = metadata.TryGetValue(EpochKey, out string? number)
            ? epochs.FirstOrDefault(line => line.Epoch.ToString(CultureInfo.InvariantCulture) == number)
            : epochs.MaxBy(line => line.ValTop1); // earlier builds kept the first of the most accurate and wrote no number
        return network;
    }

    /// <summary>The trained network where the run stands, not averaged, in evaluation mode on the CPU.</summary>
    /// <exception cref="InputException">There is no checkpoint, or it does not fit the recipe.</exception>
    public Network LoadLast() => Load(LastFile).Network;

    /// <summary>Writes the averaged weights after an epoch, counted from 1, as the best so far.</summary>
    public void SaveBest(Network network, int epoch) =>
        SafeTensors.Save(network, BestFile, KeyValuePair.Create(EpochKey, epoch.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Writes all that a resumed run needs.</summary>
    public void SaveLast(TrainStep state, Progress progress)
    {
        IEnumerable<(string, Tensor)> tensors = state.Network.state_dict().Select(e => (e.Key, e.Value))
            .Concat(state.Average.Network.state_dict().Select(e => (AveragePrefix + e.Key, e.Value)))
            .Concat(state.Optimizer.Buffers.Select(b => (MomentumPrefix + b.Name, b.Buffer)));
        Dictionary<string, string> metadata = new() { [ProgressKey] = JsonSerializer.Serialize(progress, StrictJson.Line) };
        AtomicFile.Write(LastFile, stream => SafeTensors.Write(stream, tensors, metadata));
    }

    /// <summary>Restores what <see cref="SaveLast"/> wrote. Where there is nothing yet, a retraining begins with its parent's weights, and any other run stays as it is.</summary>
    public Progress RestoreLast(TrainStep state)
    {
        using IDisposable scope = NewDisposeScope();
        if (!File.Exists(LastFile))
        {
            if (Spec.Parent is not null)
            {
                (Dictionary<string, Tensor> parent, _) = SafeTensors.Read(StartFile);
                Copy(parent, "", state.Network.state_dict(), StartFile);
                Copy(parent, "", state.Average.Network.state_dict(), StartFile);
            }

            return new Progress();
        }

        (Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata) = SafeTensors.Read(LastFile);
        Copy(tensors, "", state.Network.state_dict(), LastFile);
        Copy(tensors, AveragePrefix, state.Average.Network.state_dict(), LastFile);
        Copy(tensors, MomentumPrefix, state.Optimizer.Buffers.ToDictionary(b => b.Name, b => b.Buffer), LastFile);
        return StrictJson.Parse<Progress>(metadata.GetValueOrDefault(ProgressKey, "null"), $"{LastFile}: {ProgressKey}");
    }

    /// <summary>Appends a line to <c>metrics.jsonl</c>; a line of the same epoch or a later one, left by a run that was cut off, is replaced.</summary>
    public void Append(EpochMetrics metrics)
    {
        string[] kept = [.. ReadMetrics().Where(line => line.Epoch < metrics.Epoch).Append(metrics).Select(line => JsonSerializer.Serialize(line, StrictJson.Line))];
        AtomicFile.WriteText(MetricsFile, string.Join('\n', kept) + "\n");
    }

    /// <summary>The lines of <c>metrics.jsonl</c>.</summary>
    public IReadOnlyList<EpochMetrics> ReadMetrics() => !File.Exists(MetricsFile)
        ? []
        : [.. File.ReadLines(MetricsFile).Where(line => line.Length > 0).Select((line, i) => StrictJson.Parse<EpochMetrics>(line, string.Create(CultureInfo.InvariantCulture, $"{MetricsFile} line {i + 1}")))];

    private (Network Network, Dictionary<string, string> Metadata) Load(string file)
    {
        if (!File.Exists(file))
        {
            throw new InputException($"{Path}: has no {System.IO.Path.GetFileName(file)} yet; train for at least one epoch");
        }

        Network network = Architectures.Create(Spec.Architecture, Spec.Input);
        using IDisposable scope = NewDisposeScope();
        (Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata) = SafeTensors.Read(file);
        Copy(tensors, "", network.state_dict(), file);
        network.eval();
        return (network, metadata);
    }

    /// <summary>Copies <c>prefix + name</c> of a file into every tensor of <paramref name="targets"/>.</summary>
    private static void Copy(Dictionary<string, Tensor> tensors, string prefix, IEnumerable<KeyValuePair<string, Tensor>> targets, string file)
    {
        using IDisposable _ = no_grad();
        foreach ((string name, Tensor target) in targets)
        {
            if (!tensors.TryGetValue(prefix + name, out Tensor? source) || !source.shape.SequenceEqual(target.shape))
            {
                throw new InputException($"{file}: does not fit the recipe beside it: {prefix}{name} is missing or has another shape");
            }

            target.copy_(source);
        }
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}

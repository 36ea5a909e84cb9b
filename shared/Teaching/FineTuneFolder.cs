using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Request of <c>teach</c> to the trainer.</summary>
/// <param name="Data">The folder of pictures.</param>
/// <param name="Model">The bundle with the head alone.</param>
/// <param name="Mode">Not <see cref="FineTuneMode.Never"/>.</param>
/// <param name="Seed">Seed of order and augmentation.</param>
/// <param name="Kept">Places of the learned pictures in the folder.</param>
/// <param name="Fold">Fold of each of these.</param>
/// <param name="Epochs">Passes over the pictures; null for the recipe's.</param>
/// <param name="Watched">Whether somebody follows the training: each epoch is judged and written down.</param>
internal sealed record FineTuneRequest(string Data, string Model, FineTuneMode Mode, long Seed, int[] Kept, int[] Fold, int? Epochs = null, bool Watched = false);

/// <summary>A finished epoch. All trainings count on: one without each fold, then one on all pictures.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Epochs">Epochs of all trainings.</param>
/// <param name="TrainLoss">Mean loss of its steps, in nats.</param>
/// <param name="ValLoss">Cross-entropy of the fold that is not learned, in nats; null for the training on all pictures.</param>
/// <param name="ValTop1">Share of right answers to it, 0 to 1; null likewise.</param>
/// <param name="SecondsLeft">Estimate until the answer is written.</param>
internal sealed record FineTuneProgress(int Epoch, int Epochs, double TrainLoss, double? ValLoss = null, double? ValTop1 = null, double SecondsLeft = 0);

/// <summary>Answer of the trainer.</summary>
/// <param name="Reason">Why there is a fine-tuned network, or why not.</param>
/// <param name="Trained">How it was trained; null where there is none.</param>
internal sealed record FineTuneResult(string Reason, FineTuneTrained? Trained = null);

/// <summary>How a network was fine-tuned, for the card.</summary>
/// <param name="Recipe">The trainer's recipe.</param>
/// <param name="Torch">Version of libtorch.</param>
internal sealed record FineTuneTrained(JsonElement Recipe, string Torch);

/// <summary>The folder for the exchange between <c>teach</c> and the trainer: request, features, answer, network.</summary>
/// <param name="path">Where it is.</param>
internal sealed class FineTuneFolder(string path)
{
    /// <summary>The trainer's verb, whose argument is this folder.</summary>
    public const string Verb = "fine-tune";

    private string RequestFile => Path.Combine(path, "request.json");

    private string ResultFile => Path.Combine(path, "result.json");

    private string ProgressFile => Path.Combine(path, "progress.jsonl");

    /// <summary>Writes down a finished epoch.</summary>
    public void Append(FineTuneProgress epoch) => File.AppendAllText(ProgressFile, JsonSerializer.Serialize(epoch, StrictJson.Line) + "\n");

    /// <summary>The finished epochs so far.</summary>
    public IReadOnlyList<FineTuneProgress> ReadProgress() =>
        File.Exists(ProgressFile) ? [.. File.ReadAllText(ProgressFile).Split('\n').SkipLast(1).Select(line => StrictJson.Parse<FineTuneProgress>(line, ProgressFile))] : []; // the last line may be half written

    /// <summary>Features of the pictures from the original backbone.</summary>
    public string PlainFeatures => Path.Combine(path, "plain.features");

    /// <summary>Initial weights of a training.</summary>
    public string Start => Path.Combine(path, "start.safetensors");

    /// <summary>The fine-tuned network, a classifier that describes itself.</summary>
    public string Network => Path.Combine(path, "tuned.onnx");

    /// <summary>Features of all pictures from the network that did not learn from a fold.</summary>
    public string FoldFeatures(int left) => Path.Combine(path, FormattableString.Invariant($"fold-{left}.features"));

    /// <summary>Reads the request.</summary>
    /// <exception cref="InputException">The file is not usable.</exception>
    public FineTuneRequest ReadRequest() => StrictJson.Read<FineTuneRequest>(RequestFile);

    /// <summary>Writes the request.</summary>
    public void Write(FineTuneRequest request) => StrictJson.Write(RequestFile, request);

    /// <summary>Reads the answer.</summary>
    /// <exception cref="InputException">The file is not usable.</exception>
    public FineTuneResult ReadResult() => StrictJson.Read<FineTuneResult>(ResultFile);

    /// <summary>Writes the answer.</summary>
    public void Write(FineTuneResult result) => StrictJson.Write(ResultFile, result);

    /// <summary>Writes features as float32, picture by picture.</summary>
    public static void WriteFeatures(string file, FeatureTable table) => AtomicFile.Write(file, stream => stream.Write(MemoryMarshal.AsBytes(table.Values)));

    /// <summary>Reads features.</summary>
    /// <param name="file">A file of <see cref="WriteFeatures"/>.</param>
    /// <param name="labels">Classes of the pictures.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="InputException">The file cannot be read, or belongs to other pictures.</exception>
    public static FeatureTable ReadFeatures(string file, IReadOnlyList<int> labels, int classes)
    {
        byte[] content = RegularFile.ReadBytes(file);
        return content.Length > 0 && content.Length % (labels.Count * sizeof(float)) == 0
            ? new FeatureTable(MemoryMarshal.Cast<byte, float>(content).ToArray(), [.. labels], classes)
            : throw new InputException($"{file}: {content.Length} bytes do not match {labels.Count} pictures; run teach again");
    }
}

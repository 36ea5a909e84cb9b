using System.Globalization;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>Metrics of a run's epochs: <c>metrics.jsonl</c>, and the same for TensorBoard in its own folder.</summary>
/// <param name="folder">The run's.</param>
/// <param name="recipe">The run's.</param>
internal sealed class RunMetrics(string folder, Recipe recipe)
{
    /// <summary>JSON Lines, one per epoch.</summary>
    public string File => Path.Combine(folder, "metrics.jsonl");

    /// <summary>TensorBoard's file.</summary>
    public string EventFile => Path.Combine(folder, "tensorboard", TensorBoardFile.Name);

    /// <summary>The epochs.</summary>
    /// <exception cref="InputException">A line is not usable.</exception>
    public IReadOnlyList<EpochMetrics> Read() => !System.IO.File.Exists(File)
        ? []
        : [.. System.IO.File.ReadLines(File).Where(line => line.Length > 0).Select((line, i) => StrictJson.Parse<EpochMetrics>(line, string.Create(CultureInfo.InvariantCulture, $"{File} line {i + 1}")))];

    /// <summary>Appends an epoch. Replaces lines of the same or later epochs from an interrupted run.</summary>
    public void Append(EpochMetrics metrics)
    {
        string[] kept = [.. Read().Where(line => line.Epoch < metrics.Epoch).Append(metrics).Select(line => JsonSerializer.Serialize(line, StrictJson.Line))];
        AtomicFile.WriteText(File, string.Join('\n', kept) + "\n");
    }

    /// <summary>Updates TensorBoard's file to this many epochs.</summary>
    public void UpdateEvents(int epochs)
    {
        EpochMetrics[] done = [.. Read().Where(epoch => epoch.Epoch <= epochs)];
        if (done.Length > 0)
        {
            TensorBoardFile.Update(EventFile, recipe, done);
        }
    }
}

using System.Text;
using EdgeResNet.Trainer.Report.TensorBoard;
using EdgeResNet.Trainer.Training;
using Google.Protobuf;

namespace EdgeResNet.Trainer.Report;

/// <summary>
/// A run's <c>metrics.jsonl</c> for TensorBoard: the recipe as text, then the numbers of each epoch, whose step is the epoch.
/// The file is what the metrics make of it and nothing else, so that a resumed run goes on in it without a gap and without
/// anything twice.
/// </summary>
internal static class EventFile
{
    /// <summary>Its name; <c>tfevents</c> is what TensorBoard looks for.</summary>
    public const string Name = "events.out.tfevents.edgeresnet";

    private const string Version = "brain.Event:2";
    private const int StringType = 7; // DT_STRING

    /// <summary>The numbers of an epoch by tag.</summary>
    public static IReadOnlyList<(string Tag, double Value)> Scalars(EpochMetrics epoch) =>
    [
        ("loss/train", epoch.TrainLoss),
        ("loss/validation", epoch.ValLoss),
        ("top1/train", epoch.TrainTop1),
        ("top1/validation", epoch.ValTop1),
        ("learning_rate", epoch.Lr),
        ("throughput/images_per_s", epoch.ImagesPerS),
        ("throughput/input_share", epoch.InputShare),
        ("throughput/memory_bytes", epoch.MemoryBytes),
        ("throughput/skipped_steps", epoch.Skipped),
    ];

    /// <summary>
    /// Brings the file up to date. In place, as a TensorBoard that has it open reads on where it stopped: usually something is
    /// added; what a process that was killed left behind, or an epoch that will be done again, is cut off.
    /// </summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Update(string path, Recipe recipe, IReadOnlyList<EpochMetrics> epochs)
    {
        byte[] content = Content(recipe, epochs);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            byte[] old = new byte[Math.Min(file.Length, content.Length)];
            file.ReadExactly(old);
            int same = old.AsSpan().CommonPrefixLength(content);
            file.SetLength(same);
            file.Position = same;
            file.Write(content.AsSpan(same));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written ({e.Message.ReplaceLineEndings(" ")}); choose another place or make room", e);
        }
    }

    private static byte[] Content(Recipe recipe, IReadOnlyList<EpochMetrics> epochs)
    {
        using MemoryStream stream = new();
        double begun = Seconds(epochs[0]) - epochs[0].Seconds;
        RecordWriter.Write(stream, new Event { WallTime = begun, FileVersion = Version }.ToByteArray());
        RecordWriter.Write(stream, new Event { WallTime = begun, Summary = new Summary { Value = { Text("recipe/text_summary", MarkdownTable(recipe)) } } }.ToByteArray());
        foreach (EpochMetrics epoch in epochs)
        {
            Summary summary = new();
            foreach ((string tag, double value) in Scalars(epoch))
            {
                summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
            }

            RecordWriter.Write(stream, new Event { WallTime = Seconds(epoch), Step = epoch.Epoch, Summary = summary }.ToByteArray());
        }

        return stream.ToArray();
    }

    // Lines of earlier builds have no time.
    private static double Seconds(EpochMetrics epoch) => (epoch.Time ?? DateTimeOffset.UnixEpoch).ToUnixTimeMilliseconds() / 1000.0;

    private static Summary.Types.Value Text(string tag, string text) => new()
    {
        Tag = tag,
        Metadata = new SummaryMetadata { PluginData = new SummaryMetadata.Types.PluginData { PluginName = "text" } },
        Tensor = new TensorProto { Dtype = StringType, TensorShape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dim { Size = 1 } } }, StringVal = { ByteString.CopyFromUtf8(text) } },
    };

    private static string MarkdownTable(Recipe recipe)
    {
        StringBuilder table = new("| key | value |\n|---|---|\n");
        foreach (Fact field in RunFacts.Recipe(recipe))
        {
            table.Append("| ").Append(field.Name).Append(" | ").Append(field.Value.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
        }

        return table.ToString();
    }
}

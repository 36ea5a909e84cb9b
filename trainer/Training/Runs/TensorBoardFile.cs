using System.Numerics;
using System.Text;
using EdgeResNet.Trainer.Training.Recipes;
using Google.Protobuf;
using Tensorboard;
using TorchSharp.Utils;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>
/// A run's <c>metrics.jsonl</c> for TensorBoard: the recipe as text, then the metrics of each epoch, with the epoch as step. The file
/// depends only on the metrics, so a resumed run continues it without gaps or repetition. TorchSharp's SummaryWriter begins a new file
/// at each start and cannot truncate; only its messages are used here.
/// </summary>
internal static class TensorBoardFile
{
    /// <summary>Its name; TensorBoard searches for <c>tfevents</c>.</summary>
    public const string Name = "events.out.tfevents.edgeresnet";

    private const string Version = "brain.Event:2";
    private const uint MaskDelta = 0xa282ead8; // tsl/lib/hash/crc32c.h

    /// <summary>The metrics of an epoch by tag.</summary>
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
    /// Updates the file in place, because an open TensorBoard continues at its last position. Usually appends. Cuts off remains of a
    /// killed process and epochs that will be repeated.
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

    /// <summary>CRC-32C (Castagnoli), masked as TFRecord requires for data that contains checksums.</summary>
    public static uint MaskedCrc(byte[] data) => BitOperations.RotateRight(CRC32C.process(data), 15) + MaskDelta;

    private static byte[] Content(Recipe recipe, IReadOnlyList<EpochMetrics> epochs)
    {
        using MemoryStream stream = new();
        double begun = Seconds(epochs[0]) - epochs[0].Seconds;
        Append(stream, new Event { WallTime = begun, FileVersion = Version });
        Append(stream, new Event { WallTime = begun, Summary = new Summary { Value = { Text("recipe/text_summary", MarkdownTable(recipe)) } } });
        foreach (EpochMetrics epoch in epochs)
        {
            Append(stream, new Event
            {
                WallTime = Seconds(epoch),
                Step = epoch.Epoch,
                Summary = new Summary { Value = { Scalars(epoch).Select(scalar => new Summary.Types.Value { Tag = scalar.Tag, SimpleValue = (float)scalar.Value }) } },
            });
        }

        return stream.ToArray();
    }

    /// <summary>A TFRecord: length, masked CRC-32C of the length, data, masked CRC-32C of the data.</summary>
    private static void Append(MemoryStream stream, Event record)
    {
        byte[] data = record.ToByteArray();
        byte[] length = BitConverter.GetBytes(data.LongLength);
        stream.Write([.. length, .. BitConverter.GetBytes(MaskedCrc(length)), .. data, .. BitConverter.GetBytes(MaskedCrc(data))]);
    }

    // Lines of earlier builds have no time.
    private static double Seconds(EpochMetrics epoch) => (epoch.Time ?? DateTimeOffset.UnixEpoch).ToUnixTimeMilliseconds() / 1000.0;

    private static Summary.Types.Value Text(string tag, string text) => new()
    {
        Tag = tag,
        Metadata = new SummaryMetadata { PluginData = new SummaryMetadata.Types.PluginData { PluginName = "text" } },
        Tensor = new TensorProto { Dtype = DataType.DtString, TensorShape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dim { Size = 1 } } }, StringVal = { ByteString.CopyFromUtf8(text) } },
    };

    private static string MarkdownTable(Recipe recipe)
    {
        StringBuilder table = new("| key | value |\n|---|---|\n");
        foreach (RecipeKey key in RecipeKey.All.Where(key => key.Text(recipe) is not null))
        {
            table.Append("| ").Append(key.Name).Append(" | ").Append(key.Text(recipe)!.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
        }

        return table.ToString();
    }
}

using System.Security.Cryptography;
using System.Text.Json;

namespace EdgeResNet.Shared.Contract;

/// <summary><c>card.json</c>: everything that a user of a bundle must know, in one record.</summary>
public sealed record ModelCard
{
    /// <summary>The version of this record that this build reads and writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of this record.</summary>
    public required int Schema { get; init; }

    /// <summary>The bundle's name, such as <c>fashion-resnet18</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The network.</summary>
    public required ArchitectureSpec Architecture { get; init; }

    /// <summary>Trained parameters of the network before batch norm was folded.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-accumulates of one image, convolutions and linear layers.</summary>
    public required long Macs { get; init; }

    /// <summary>What the graph expects.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>What the graph answers.</summary>
    public required OutputSpec Output { get; init; }

    /// <summary>Accuracy on data that was never trained on; absent when none was at hand.</summary>
    public MetricsSpec? Metrics { get; init; }

    /// <summary>What chose the checkpoint; absent where nothing was chosen, and in cards of an older date.</summary>
    public SelectionSpec? Selection { get; init; }

    /// <summary>What temperature and threshold were fitted to; absent where they never were.</summary>
    public CalibrationSpec? Calibration { get; init; }

    /// <summary>The proof that the file computes what the trained network computed.</summary>
    public required ParitySpec Parity { get; init; }

    /// <summary>Model files by precision: <c>fp32</c>, <c>fp16</c>, <c>int8</c>, <c>int8-trt</c>.</summary>
    public required IReadOnlyDictionary<string, FileSpec> Files { get; init; }

    /// <summary>How the network came to be.</summary>
    public required TrainingSpec Training { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string License { get; init; }

    /// <summary>Licence of the data that they were trained on.</summary>
    public required string DataLicense { get; init; }
}

/// <summary>The part of the card that travels inside the ONNX file (<c>metadata_props</c>, key <c>edgeresnet.card</c>).</summary>
public sealed record EmbeddedCard
{
    /// <summary>Key in <c>metadata_props</c>.</summary>
    public const string Key = "edgeresnet.card";

    /// <summary>The network.</summary>
    public required ArchitectureSpec Architecture { get; init; }

    /// <summary>What the graph expects.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>What the graph answers.</summary>
    public required OutputSpec Output { get; init; }

    /// <summary>How the network came to be.</summary>
    public required TrainingSpec Training { get; init; }
}

/// <summary>A network as data.</summary>
/// <param name="Name">An architecture's name, such as <c>resnet18</c> or <c>densenet-bc-L40-k12</c>.</param>
/// <param name="Width">Multiplier of the channel counts.</param>
/// <param name="Stem"><c>small</c> (3×3, stride 1, no pooling) or <c>imagenet</c>.</param>
/// <param name="Classes">Number of logits.</param>
public sealed record ArchitectureSpec(string Name, double Width, string Stem, int Classes)
{
    /// <summary>The stem for images up to <see cref="LargestSmallImage"/> pixels.</summary>
    public const string SmallStem = "small";

    /// <summary>The stem of the papers.</summary>
    public const string ImageNetStem = "imagenet";

    /// <summary>Images up to this many pixels a side get the small stem.</summary>
    public const int LargestSmallImage = 64;

    /// <summary>The stem that an image of this many pixels a side gets.</summary>
    public static string StemFor(int imageSize) => imageSize <= LargestSmallImage ? SmallStem : ImageNetStem;
}

/// <summary>What the graph answers.</summary>
/// <param name="UnknownBy">Where a card names nothing; a parameter, since the generated reader keeps no other default.</param>
public sealed record OutputSpec(string UnknownBy = UnknownMeasure.Energy)
{
    /// <summary>Name of the graph's output.</summary>
    public required string Name { get; init; }

    /// <summary>Class names, in the order of the logits.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Divides the logits before softmax (Guo et al., 2017).</summary>
    public required double Temperature { get; init; }

    /// <summary>What tells known pictures from unknown ones: one of <see cref="UnknownMeasure.Names"/>.</summary>
    public string UnknownBy { get; init; } = UnknownBy;

    /// <summary>A picture whose measure is below it is unknown; 0 turns this off.</summary>
    public required double UnknownBelow { get; init; }

    /// <summary>Standard deviation of the measure over the pictures that the threshold was fitted to; absent where it was not kept.</summary>
    public double? UnknownSpread { get; init; }

    /// <summary>Name of the output <c>[N, F]</c> with what the last layer reads; absent where the graph has none.</summary>
    public string? Features { get; init; }

    /// <summary>Name of the output <c>[N, C, h, w]</c> with the last map; absent where the graph has none.</summary>
    public string? Activations { get; init; }

    /// <summary>Name of the output <c>[N]</c> with the measure of <see cref="UnknownBy"/>; absent where logits are enough to compute it.</summary>
    public string? Known { get; init; }
}

/// <summary>Accuracy on held-out data, 0 to 1.</summary>
/// <param name="Dataset">Which data, such as <c>fashion-mnist/test</c>.</param>
/// <param name="Samples">How many images.</param>
/// <param name="Top1">Share of images whose highest logit is the true class.</param>
/// <param name="Ece">Expected calibration error with 15 bins (Guo et al., 2017), with the card's temperature.</param>
/// <param name="EceBefore">The same with temperature 1; absent in cards that were never calibrated.</param>
/// <param name="Interval">95 % interval of <paramref name="Top1"/>, lower and upper end; absent in cards of earlier builds.</param>
/// <param name="Method">How it was measured where that was not on pictures that the file never learned from: <c>cross-validated</c>.</param>
public sealed record MetricsSpec(string Dataset, int Samples, double Top1, double Ece, double? EceBefore = null, IReadOnlyList<double>? Interval = null, string? Method = null);

/// <summary>How one of a run's checkpoints was chosen.</summary>
/// <param name="Dataset">The pictures whose top-1 decided, such as <c>fashion-mnist/validation</c>: none was trained on.</param>
/// <param name="Samples">How many images.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Top1">Share of the images that were right then, 0 to 1.</param>
public sealed record SelectionSpec(string Dataset, int Samples, int Epoch, double Top1);

/// <summary>What temperature and threshold of <see cref="OutputSpec"/> were fitted to.</summary>
/// <param name="Dataset">Which data, such as <c>fashion-mnist/validation</c>: no picture of it was trained on.</param>
/// <param name="Samples">How many images.</param>
/// <param name="LossBefore">Mean cross-entropy with temperature 1, in nats.</param>
/// <param name="Loss">The same with the fitted temperature.</param>
/// <param name="Accepted">Share of the images whose measure reaches the threshold.</param>
public sealed record CalibrationSpec(string Dataset, int Samples, double LossBefore, double Loss, double Accepted);

/// <summary>Agreement of ONNX Runtime with the network that was trained, in other arithmetic.</summary>
/// <param name="Samples">How many images.</param>
/// <param name="MaxAbsLogitError">Largest absolute difference of any logit.</param>
/// <param name="Top1Agreement">Share of images on which both name the same class.</param>
/// <param name="Reference">What ONNX Runtime was compared with; absent: TorchSharp.</param>
public sealed record ParitySpec(int Samples, double MaxAbsLogitError, double Top1Agreement, string? Reference = null)
{
    /// <summary>Pictures that a proof needs.</summary>
    public const int MinimumSamples = 2000;

    /// <summary>Largest difference of any logit that a proof allows.</summary>
    public const double Tolerance = 1e-3;
}

/// <summary>One model file.</summary>
/// <param name="Path">Relative to the bundle.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Top1">Accuracy of this file on the card's data set; absent where none was at hand.</param>
/// <param name="Conversion">How it was made of the float32 file; absent for that file itself.</param>
public sealed record FileSpec(string Path, string Sha256, long Bytes, double? Top1 = null, ConversionSpec? Conversion = null)
{
    /// <summary>A file of this content.</summary>
    public static FileSpec Of(string path, byte[] content) => new(path, Convert.ToHexStringLower(SHA256.HashData(content)), content.LongLength);
}

/// <summary>How a file of reduced precision came to be.</summary>
/// <param name="Dataset">The pictures that calibrated it, such as <c>fashion-mnist/train</c>.</param>
/// <param name="Samples">How many.</param>
/// <param name="KeptFloat">Layers that were kept in float32.</param>
/// <param name="ValidationDrop">Loss of top-1 against the float32 file on the validation pictures, 0 to 1.</param>
/// <param name="Measured">What computed the answers that <see cref="FileSpec.Top1"/> counts.</param>
/// <param name="Ranges">How the ranges of 8-bit values were chosen; absent for half precision, which needs none.</param>
/// <param name="ReducedLayers">Layers that compute in reduced precision; 0: the file is no smaller and no faster than the float32 one. Absent in cards of earlier builds.</param>
public sealed record ConversionSpec(string Dataset, int Samples, IReadOnlyList<string> KeptFloat, double ValidationDrop, string Measured, string? Ranges = null, int? ReducedLayers = null);

/// <summary>How a network came to be.</summary>
/// <param name="Recipe">The whole recipe.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Commit">Commit of this repository.</param>
/// <param name="Host">Machine, in words.</param>
/// <param name="Torch">Version of libtorch.</param>
/// <param name="Parent">The model that it was retrained from; absent where it was trained from the start.</param>
public sealed record TrainingSpec(JsonElement Recipe, long Seed, string Commit, string Host, string Torch, ParentSpec? Parent = null);

/// <summary>A model that another one was retrained from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Hash of its float32 file, lower-case hexadecimal.</param>
public sealed record ParentSpec(string Name, string Sha256);

using System.Globalization;
using System.Text.RegularExpressions;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Trainer.Layers;

namespace EdgeResNet.Trainer.Models;

/// <summary>All networks of the trainer, as data.</summary>
internal static partial class Architectures
{
    /// <summary>The image size of the papers' large networks.</summary>
    public const int ImageNetSize = 224;

    private const int CifarSize = 32;

    private static readonly int[] imageNetChannels = [64, 128, 256, 512];
    private static readonly int[] cifarChannels = [16, 32, 64];

    private static readonly Dictionary<string, object> specs = new()
    {
        ["resnet18"] = new ResNetSpec(false, [2, 2, 2, 2], imageNetChannels, ShortcutKind.Projection),
        [ImageNetBackbone.Architecture] = new ResNetSpec(false, [2, 2, 2, 3], imageNetChannels, ShortcutKind.Projection, TrimmedPadding: true), // ML.NET's, from CNTK
        ["resnet34"] = new ResNetSpec(false, [3, 4, 6, 3], imageNetChannels, ShortcutKind.Projection),
        ["resnet50"] = new ResNetSpec(true, [3, 4, 6, 3], imageNetChannels, ShortcutKind.Projection),
        ["resnet101"] = new ResNetSpec(true, [3, 4, 23, 3], imageNetChannels, ShortcutKind.Projection),
        ["resnet152"] = new ResNetSpec(true, [3, 8, 36, 3], imageNetChannels, ShortcutKind.Projection),
        ["plain18"] = new ResNetSpec(false, [2, 2, 2, 2], imageNetChannels, ShortcutKind.None),
        ["plain34"] = new ResNetSpec(false, [3, 4, 6, 3], imageNetChannels, ShortcutKind.None),
        ["resnet20"] = new ResNetSpec(false, [3, 3, 3], cifarChannels, ShortcutKind.ZeroPad),
        ["resnet32"] = new ResNetSpec(false, [5, 5, 5], cifarChannels, ShortcutKind.ZeroPad),
        ["resnet44"] = new ResNetSpec(false, [7, 7, 7], cifarChannels, ShortcutKind.ZeroPad),
        ["resnet56"] = new ResNetSpec(false, [9, 9, 9], cifarChannels, ShortcutKind.ZeroPad),
        ["resnet110"] = new ResNetSpec(false, [18, 18, 18], cifarChannels, ShortcutKind.ZeroPad),
        ["plain20"] = new ResNetSpec(false, [3, 3, 3], cifarChannels, ShortcutKind.None),
        ["plain32"] = new ResNetSpec(false, [5, 5, 5], cifarChannels, ShortcutKind.None),
        ["plain44"] = new ResNetSpec(false, [7, 7, 7], cifarChannels, ShortcutKind.None),
        ["plain56"] = new ResNetSpec(false, [9, 9, 9], cifarChannels, ShortcutKind.None),
        ["plain110"] = new ResNetSpec(false, [18, 18, 18], cifarChannels, ShortcutKind.None),
        ["densenet121"] = new DenseNetSpec(32, [6, 12, 24, 16], 64, Bottleneck: true, Compression: 0.5),
        ["densenet169"] = new DenseNetSpec(32, [6, 12, 32, 32], 64, Bottleneck: true, Compression: 0.5),
        ["densenet201"] = new DenseNetSpec(32, [6, 12, 48, 32], 64, Bottleneck: true, Compression: 0.5),
        ["alexnet"] = new ConvNetSpec(
            [new(64, 11, 4, 2), ConvStep.Pool(3), new(192, 5, 1, 2), ConvStep.Pool(3), ConvStep.Conv3(384), ConvStep.Conv3(256), ConvStep.Conv3(256), ConvStep.Pool(3)],
            HiddenUnits: 4096,
            DropoutFirst: true),
        ["vgg19"] = new ConvNetSpec(
            [.. Vgg(2, 64), .. Vgg(2, 128), .. Vgg(4, 256), .. Vgg(4, 512), .. Vgg(4, 512)],
            HiddenUnits: 4096,
            DropoutFirst: false),
    };

    /// <summary>The names of all networks, and the pattern of the DenseNets of the paper's CIFAR section.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. specs.Keys, "densenet-L<depth>-k<growth>", "densenet-bc-L<depth>-k<growth>"];

    /// <summary>A network's design size: 32 for the CIFAR networks, 224 for the others.</summary>
    public static int DesignSize(string name) => Shape(name) switch
    {
        ResNetSpec { Depths.Length: 3 } or DenseNetSpec { Depths.Length: 3 } => CifarSize,
        _ => ImageNetSize,
    };

    /// <summary>Builds a network for square images; initialise torch's random numbers first.</summary>
    /// <exception cref="UsageException">No network has this name.</exception>
    /// <exception cref="InputException">The network does not exist for this size or width.</exception>
    public static Network Create(ArchitectureSpec spec, int inputChannels, int imageSize) => Create(spec, inputChannels, imageSize, imageSize);

    /// <summary>Builds a network for this input; initialise torch's random numbers first.</summary>
    /// <exception cref="UsageException">No network has this name.</exception>
    /// <exception cref="InputException">The network does not exist for this size or width.</exception>
    public static Network Create(ArchitectureSpec spec, InputSpec input) => Create(spec, input.Channels, input.Height, input.Width);

    /// <summary>Builds a network for images of <paramref name="height"/> × <paramref name="width"/> pixels; initialise torch's random numbers first.</summary>
    /// <exception cref="UsageException">No network has this name.</exception>
    /// <exception cref="InputException">The network does not exist for this size or width.</exception>
    public static Network Create(ArchitectureSpec spec, int inputChannels, int height, int width)
    {
        if (spec.Stem is not (ArchitectureSpec.SmallStem or ArchitectureSpec.ImageNetStem))
        {
            throw new InputException($"architecture.stem is '{spec.Stem}'; this build knows {ArchitectureSpec.SmallStem} and {ArchitectureSpec.ImageNetStem}");
        }

        if (!(spec.Width > 0 && spec.Width <= 16) || spec.Classes < 1)
        {
            throw new InputException($"{spec.Name}: width {spec.Width} and {spec.Classes} classes; width must be above 0 and at most 16, classes at least 1");
        }

        return Shape(spec.Name) switch
        {
            ResNetSpec shape => new ResNet(spec, shape, inputChannels, height, width),
            DenseNetSpec shape => new DenseNet(spec, shape, inputChannels),
            ConvNetSpec shape => new ConvNet(spec, shape, inputChannels, height, width),
            object other => throw new NotSupportedException($"{other.GetType().Name} is not a network specification"),
        };
    }

    /// <summary>A channel count at a width: rounded, at least 1.</summary>
    public static int Scale(int channels, double width) => Math.Max(1, (int)Math.Round(channels * width, MidpointRounding.AwayFromZero));

    private static object Shape(string name)
    {
        if (specs.TryGetValue(name, out object? shape))
        {
            return shape;
        }

        Match match = CifarDenseNet().Match(name);
        if (!match.Success)
        {
            throw new UsageException($"'{name}' is not an architecture; known are {string.Join(", ", Names)}");
        }

        bool compressed = match.Groups["bc"].Success;
        int depth = int.Parse(match.Groups["depth"].Value, CultureInfo.InvariantCulture);
        int growth = int.Parse(match.Groups["growth"].Value, CultureInfo.InvariantCulture);
        int layersPerUnit = compressed ? 2 : 1; // a BC layer has two convolutions
        int perBlock = (depth - 4) / (3 * layersPerUnit); // three blocks; 4 = first convolution, two transitions, classifier
        if (perBlock < 1 || growth < 1 || (perBlock * 3 * layersPerUnit) + 4 != depth)
        {
            throw new UsageException($"'{name}': depth must be {3 * layersPerUnit}·n + 4, such as {(compressed ? 40 : 22)} or 100, and growth at least 1");
        }

        return compressed
            ? new DenseNetSpec(growth, [perBlock, perBlock, perBlock], 2 * growth, Bottleneck: true, Compression: 0.5)
            : new DenseNetSpec(growth, [perBlock, perBlock, perBlock], 16, Bottleneck: false, Compression: 1);
    }

    private static IEnumerable<ConvStep> Vgg(int convolutions, int channels) =>
        [.. Enumerable.Repeat(ConvStep.Conv3(channels), convolutions), ConvStep.Pool(2)];

    [GeneratedRegex(@"^densenet(?<bc>-bc)?-L(?<depth>\d{1,4})-k(?<growth>\d{1,3})$", RegexOptions.CultureInvariant)]
    private static partial Regex CifarDenseNet();
}

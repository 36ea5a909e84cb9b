using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>Weights of an ImageNet classifier that torchvision publishes (https://pytorch.org/vision/stable/models.html).</summary>
/// <param name="Architecture">Such as <c>resnet18</c>, full width.</param>
/// <param name="Version"><c>V1</c> or <c>V2</c>.</param>
/// <param name="Digits">The first eight hexadecimal digits of the file's SHA-256; its name ends in them.</param>
/// <param name="Top1">Published top-1 on ImageNet's validation pictures, in percent.</param>
/// <param name="ShorterSide">Pixels to which the shorter side of a picture is resized (bilinear, antialiased) before the centre is cut.</param>
public sealed record PublishedWeights(string Architecture, string Version, string Digits, double Top1, int ShorterSide)
{
    /// <summary>Rows and columns of the input.</summary>
    public const int ImageSize = 224;

    /// <summary>Where <see cref="Top1"/> is published.</summary>
    public const string Source = "https://pytorch.org/vision/stable/models.html";

    /// <summary>The name with its version, such as <c>torchvision:resnet18@V1</c>.</summary>
    public string Name => $"{WeightCatalog.Prefix}{Architecture}@{Version}";

    /// <summary>Name of the published file.</summary>
    public string FileName => $"{Architecture}-{Digits}.pth";

    /// <summary>How much larger than the input the picture is before the centre is cut.</summary>
    public double Margin => (double)ShorterSide / ImageSize;

    /// <summary>What the network is fed with.</summary>
    public InputSpec Input => new()
    {
        Color = "rgb",
        Height = ImageSize,
        Width = ImageSize,
        Resize = "bilinear",
        Crop = "center",
        Margin = Margin,
        Mean = [0.485, 0.456, 0.406],
        Std = [0.229, 0.224, 0.225],
    };
}

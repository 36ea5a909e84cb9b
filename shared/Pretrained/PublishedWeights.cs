using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>Published torchvision weights of an ImageNet classifier (https://pytorch.org/vision/stable/models.html).</summary>
/// <param name="Architecture">Such as <c>resnet18</c>, full width.</param>
/// <param name="Version"><c>V1</c> or <c>V2</c>.</param>
/// <param name="Digits">The first eight hexadecimal digits of the file's SHA-256; its name ends in them.</param>
/// <param name="Top1">Published top-1 on ImageNet's validation pictures, in percent.</param>
/// <param name="ShorterSide">Resized shorter side in pixels (bilinear, antialiased), before the centre crop.</param>
public sealed record PublishedWeights(string Architecture, string Version, string Digits, double Top1, int ShorterSide)
{
    /// <summary>Rows and columns of the input.</summary>
    public const int ImageSize = 224;

    /// <summary>Source of <see cref="Top1"/>.</summary>
    public const string Source = "https://pytorch.org/vision/stable/models.html";

    /// <summary>The name with its version, such as <c>torchvision:resnet18@V1</c>.</summary>
    public string Name => $"{WeightCatalog.Prefix}{Architecture}@{Version}";

    /// <summary>Name of the published file.</summary>
    public string FileName => $"{Architecture}-{Digits}.pth";

    /// <summary>Size of the picture relative to the input, before the centre crop.</summary>
    public double Margin => (double)ShorterSide / ImageSize;

    /// <summary>The network's input.</summary>
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

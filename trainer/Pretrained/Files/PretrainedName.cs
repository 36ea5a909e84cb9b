using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Trainer.Pretrained.Files;

/// <summary>Weights to start from.</summary>
/// <param name="File">Their file.</param>
/// <param name="Input">The input of their training; null if the file does not say.</param>
internal sealed record PretrainedSource(string File, InputSpec? Input);

/// <summary>Resolves the value of <c>--pretrained</c>.</summary>
internal static class PretrainedName
{
    /// <summary>The file of a name, fetched if missing; any other text is a file.</summary>
    /// <param name="text">A file, or a name such as <c>torchvision:resnet50@V2</c>; <c>imagenet</c> is the default backbone, or torchvision's weights for other architectures.</param>
    /// <param name="architecture">The run's.</param>
    /// <param name="width">The run's multiplier of channel counts.</param>
    /// <param name="store">Store of weights.</param>
    /// <param name="stop">Cancels a transfer.</param>
    /// <exception cref="UsageException">No weights have this name, or they belong to another network.</exception>
    /// <exception cref="InputException">They are not available.</exception>
    public static PretrainedSource Resolve(string text, string architecture, double width, Func<WeightStore> store, CancellationToken stop)
    {
        if (text == ImageNetBackbone.Name)
        {
            if (architecture == ImageNetBackbone.Architecture && width == 1)
            {
                return new PretrainedSource(ImageNetBackbone.Get(WeightPlaces.FromEnvironment().Cache, TerminalWriter.Stderr.WriteLine, stop), CntkResNet.Input);
            }

            text = $"{WeightCatalog.Prefix}{architecture}";
        }

        if (!WeightCatalog.IsName(text))
        {
            return new PretrainedSource(text, null);
        }

        PublishedWeights weights = WeightCatalog.Find(text);
        if (weights.Architecture != architecture || width != 1)
        {
            throw new UsageException(FormattableString.Invariant($"--pretrained {text}: weights of {weights.Architecture} with width 1, but the run's network is {architecture} with width {width}; use --arch {weights.Architecture}{(width == 1 ? "" : " without --width")}, or other weights"));
        }

        return new PretrainedSource(store().GetAsync(weights, stop).GetAwaiter().GetResult().Path, weights.Input);
    }
}

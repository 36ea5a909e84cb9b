using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.Trainer.Pretrained.Files;

/// <summary>Weights to start from.</summary>
/// <param name="File">The file that holds them.</param>
/// <param name="Input">What they were trained to see; null where a file does not say.</param>
internal sealed record PretrainedSource(string File, InputSpec? Input);

/// <summary>Resolves what <c>--pretrained</c> names.</summary>
internal static class PretrainedName
{
    /// <summary>The file of a name, fetched where it is not here yet; any other text is a file already.</summary>
    /// <param name="text">A file, or a name such as <c>torchvision:resnet50@V2</c>; <c>imagenet</c> is the backbone that installs itself, and the published weights of another architecture.</param>
    /// <param name="architecture">The run's.</param>
    /// <param name="width">Its multiplier of channel counts.</param>
    /// <param name="store">Where weights are kept.</param>
    /// <param name="stop">Ends a transfer.</param>
    /// <exception cref="UsageException">No weights have this name, or they are another network's.</exception>
    /// <exception cref="InputException">They cannot be had.</exception>
    public static PretrainedSource Resolve(string text, string architecture, double width, Func<WeightStore> store, CancellationToken stop)
    {
        if (text == ImageNetBackbone.Name)
        {
            if (architecture == ImageNetBackbone.Architecture && width == 1)
            {
                return new PretrainedSource(ImageNetBackbone.Get(WeightPlaces.FromEnvironment().Cache, Console.Error.WriteLine, stop), CntkResNet.Input);
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
            throw new UsageException(FormattableString.Invariant($"--pretrained {text}: are weights of {weights.Architecture} with width 1, the run's network is {architecture} with width {width}; use --arch {weights.Architecture}{(width == 1 ? "" : " without --width")}, or other weights"));
        }

        return new PretrainedSource(store().GetAsync(weights, stop).GetAwaiter().GetResult().Path, weights.Input);
    }
}

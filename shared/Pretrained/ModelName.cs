using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>Resolves MODEL arguments, which may be names of published weights.</summary>
public static class ModelName
{
    /// <summary>The path of a model: the text itself, or for a name its bundle in the cache, made on first use.</summary>
    /// <param name="model">A bundle folder, an <c>.onnx</c> file, or a name such as <c>torchvision:resnet18</c>.</param>
    /// <param name="stop">Ends the making of a bundle.</param>
    /// <exception cref="UsageException">No weights have this name.</exception>
    /// <exception cref="InputException">The bundle is missing and cannot be made here.</exception>
    public static string Resolve(string model, CancellationToken stop = default) =>
        model == ImageNetBackbone.Name && !Path.Exists(model) ? throw new InputException($"{model}: is a backbone without classes; ./edgeresnet teach makes a model of it, and torchvision:resnet18 knows ImageNet's thousand classes")
            : WeightCatalog.IsName(model)
            ? ResolveAsync(WeightCatalog.Find(model), WeightStore.FromEnvironment(), TrainerChild.FromEnvironment(), stop).GetAwaiter().GetResult()
            : model;

    /// <summary>The bundle of <paramref name="weights"/>, made by <paramref name="trainer"/> (null: no trainer here).</summary>
    internal static async Task<string> ResolveAsync(PublishedWeights weights, WeightStore store, TrainerChild? trainer, CancellationToken stop)
    {
        string folder = store.BundleFolder(weights);
        if (File.Exists(Path.Combine(folder, ModelBundle.CardFile)))
        {
            return folder;
        }

        if (trainer is null)
        {
            throw new InputException($"{weights.Name}: its bundle is missing ({folder}) and only the trainer can make it; on a machine with ./edgeresnet, run ./edgeresnet pull {weights.Name} --out BUNDLE, copy BUNDLE here and give its folder");
        }

        await store.FetchAsync(weights, stop).ConfigureAwait(false); // here, because stderr may be a terminal that shows the progress
        await trainer.RunAsync(["pull", weights.Name], stop).ConfigureAwait(false);
        return folder;
    }
}

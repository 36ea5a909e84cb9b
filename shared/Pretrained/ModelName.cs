using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>Lets a name of published weights stand where a MODEL does.</summary>
public static class ModelName
{
    /// <summary>The path of a model: the text itself, or for a name its bundle in the cache, which is made where it is not there yet.</summary>
    /// <param name="model">A bundle folder, an <c>.onnx</c> file, or a name such as <c>torchvision:resnet18</c>.</param>
    /// <param name="stop">Ends the making of a bundle.</param>
    /// <exception cref="UsageException">No weights have this name.</exception>
    /// <exception cref="InputException">The bundle is not there and cannot be made here.</exception>
    public static string Resolve(string model, CancellationToken stop = default) =>
        model == ImageNetBackbone.Name && !Path.Exists(model) ? throw new InputException($"{model}: is a backbone without classes; ./edgeresnet teach makes a model of it, and torchvision:resnet18 knows ImageNet's thousand classes")
            : WeightCatalog.IsName(model)
            ? ResolveAsync(WeightCatalog.Find(model), WeightStore.FromEnvironment(), TrainerChild.FromEnvironment(), stop).GetAwaiter().GetResult()
            : model;

    /// <summary>The bundle of <paramref name="weights"/>; <paramref name="trainer"/> makes it, null where there is none.</summary>
    internal static async Task<string> ResolveAsync(PublishedWeights weights, WeightStore store, TrainerChild? trainer, CancellationToken stop)
    {
        string folder = store.BundleFolder(weights);
        if (File.Exists(Path.Combine(folder, ModelBundle.CardFile)))
        {
            return folder;
        }

        if (trainer is null)
        {
            throw new InputException($"{weights.Name}: its bundle is not here ({folder}) and making it needs the trainer; where ./edgeresnet is, run ./edgeresnet pull {weights.Name} --out BUNDLE, copy BUNDLE here and give its folder");
        }

        await store.FetchAsync(weights, stop).ConfigureAwait(false); // by this process, whose stderr may be a terminal that shows how far it is
        await trainer.RunAsync(["pull", weights.Name], stop).ConfigureAwait(false);
        return folder;
    }
}

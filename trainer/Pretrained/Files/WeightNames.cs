using System.Text.RegularExpressions;
using TorchSharp;

namespace EdgeResNet.Trainer.Pretrained.Files;

/// <summary>Maps the names of weights in files to torchvision's names, which the networks here use.</summary>
internal static partial class WeightNames
{
    // Prefixes of wrappers: DataParallel, torch.compile, Lightning.
    private static readonly string[] wrappers = ["module.", "_orig_mod.", "model."];

    private const string AverageCounter = "n_averaged"; // beside the weights of torch.optim.swa_utils.AveragedModel

    /// <summary>The same tensors under torchvision's names.</summary>
    public static Dictionary<string, torch.Tensor> Normalize(Dictionary<string, torch.Tensor> tensors)
    {
        tensors = tensors.Where(pair => pair.Key != AverageCounter).ToDictionary();
        while (Array.Find(wrappers, prefix => tensors.Keys.All(name => name.StartsWith(prefix, StringComparison.Ordinal))) is string wrapper)
        {
            tensors = tensors.ToDictionary(pair => pair.Key[wrapper.Length..], pair => pair.Value);
        }

        return tensors.ToDictionary(pair => OldDenseLayer().Replace(pair.Key, "$1$2"), pair => pair.Value);
    }

    /// <summary>Step counters of norms. Files from before PyTorch 0.4.1 lack them, and no result depends on them.</summary>
    public static bool IsCounter(string name) => name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    // torchvision's DenseNet files of 2017: denselayer1.norm.1.weight, today denselayer1.norm1.weight.
    [GeneratedRegex(@"^(.*denselayer\d+\.(?:norm|conv))\.([12]\.)", RegexOptions.CultureInvariant)]
    private static partial Regex OldDenseLayer();
}

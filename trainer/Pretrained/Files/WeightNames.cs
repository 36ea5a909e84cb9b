using System.Text.RegularExpressions;
using TorchSharp;

namespace EdgeResNet.Trainer.Pretrained.Files;

/// <summary>From the names that weights have in files to those of torchvision, which the networks here use.</summary>
internal static partial class WeightNames
{
    // What wrappers put before every name: DataParallel, torch.compile, Lightning's habit.
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

    /// <summary>Counts of training steps that norms keep; files of before PyTorch 0.4.1 lack them, and nothing computed depends on them.</summary>
    public static bool IsCounter(string name) => name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    // torchvision's DenseNet files of 2017: denselayer1.norm.1.weight, today denselayer1.norm1.weight.
    [GeneratedRegex(@"^(.*denselayer\d+\.(?:norm|conv))\.([12]\.)", RegexOptions.CultureInvariant)]
    private static partial Regex OldDenseLayer();
}

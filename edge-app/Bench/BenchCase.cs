using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Bench;

/// <summary>One configuration to measure.</summary>
/// <param name="Bundle">The model.</param>
/// <param name="Classifier">How it is run.</param>
internal sealed record BenchCase(ModelBundle Bundle, ClassifierOptions Classifier)
{
    /// <summary>Every combination, in the order in which the values were given; the last option changes fastest.</summary>
    /// <param name="models">Bundle folders or <c>.onnx</c> files.</param>
    /// <param name="providers">Execution providers.</param>
    /// <param name="precisions">Files of the bundle.</param>
    /// <param name="threads">Thread counts; null leaves it to the runtime.</param>
    /// <param name="common">What all have in common.</param>
    /// <exception cref="InputException">A model is not usable.</exception>
    public static IReadOnlyList<BenchCase> Combine(IReadOnlyList<string> models, IReadOnlyList<string> providers, IReadOnlyList<string> precisions, IReadOnlyList<int?> threads, ClassifierOptions common) =>
    [
        .. from model in models.Select(ModelBundle.Open)
           from provider in providers
           from precision in precisions
           from count in threads
           select new BenchCase(model, common with { ExecutionProvider = provider, Precision = precision, Threads = count }),
    ];
}

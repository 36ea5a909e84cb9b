using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Bundle;

/// <summary>
/// Builds a trainable network from a bundle's float32 file, whose nodes and constants have the names of layers and parameters.
/// For a folded norm, the file has only the products W·γ/σ and β − μ·γ/σ. The norm is rebuilt: mean and variance come from the
/// convolution's outputs on training pictures, and gain and shift undo them. The network then computes the same as the file,
/// and further training normalises much like the original.
/// </summary>
internal static class BundleWeights
{
    private const int Pictures = 256;
    private const int BatchSize = 32;
    private const int ProofPictures = 256;
    private const int ProofBatch = 50;

    /// <summary>Builds the network of a bundle, in evaluation mode on the CPU; the caller owns it.</summary>
    /// <param name="bundle">Its float32 file is read.</param>
    /// <param name="train">Training pictures for the statistics of folded norms; 256 of them, evenly spread.</param>
    /// <exception cref="InputException">The architecture is unknown, or the file does not match it.</exception>
    public static Network Load(ModelBundle bundle, IImageSet train)
    {
        string path = bundle.ModelPath();
        return Create(bundle, path).OrDispose(network =>
        {
            using IDisposable scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            network.eval();
            List<FoldedNorm> folded = Fill(network, FloatGraph.Of(bundle), path);
            if (folded.Count > 0)
            {
                Unfold(network, folded, train, bundle.Input);
            }

            return network;
        });
    }

    /// <summary>Proves that a network of <see cref="Load"/> gives the bundle's logits, with the camera's preprocessing.</summary>
    /// <param name="network">The network.</param>
    /// <param name="bundle">Its source.</param>
    /// <param name="images">Pictures, of which 256 are used, evenly spread; their classes begin with the bundle's.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <exception cref="InputException">A logit differs by more than an export's proof allows.</exception>
    public static ParitySpec Prove(Network network, ModelBundle bundle, IImageSet images, CancellationToken cancellation)
    {
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = ProofBatch });
        ProofImages shown = new(Subset.Spread(images, ProofPictures), bundle.Input, ProofPictures);
        return ParityProof.Run(network, classifier, shown, cancellation, $"{bundle.ModelPath()} cannot be rebuilt as a network: train a new one");
    }

    private static Network Create(ModelBundle bundle, string path)
    {
        try
        {
            return Architectures.Create(bundle.Embedded.Architecture, bundle.Input);
        }
        catch (UsageException e) // the file names the architecture, not the command line
        {
            throw new InputException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Copies every constant into its layer and returns the norms that have none.</summary>
    private static List<FoldedNorm> Fill(Network network, FloatGraph graph, string path)
    {
        Dictionary<string, nn.Module> modules = network.named_modules().ToDictionary(entry => entry.name, entry => entry.module);
        Dictionary<string, Tensor> parameters = network.state_dict();
        HashSet<string> missing = [.. modules.Where(entry => entry.Value is Conv or BatchNorm2d or Linear or LinearLayer).Select(entry => entry.Key)];
        List<FoldedNorm> folded = [];
        foreach (NodeProto node in graph.Nodes)
        {
            switch (node.OpType)
            {
                case "Conv" when node.Output[0] == node.Name:
                    Conv plain = Take<Conv>(node.Name);
                    Copy(plain.Weight, node, 1);
                    CopyBias(plain.Bias, node);
                    break;
                case "Conv": // named like the convolution, its output like the norm
                    Conv conv = Take<Conv>(node.Name);
                    Copy(conv.Weight, node, 1);
                    folded.Add(new FoldedNorm(Take<BatchNorm2d>(node.Output[0]), conv, Floats(node, 2).Values));
                    break;
                case "BatchNormalization":
                    BatchNorm2d norm = Take<BatchNorm2d>(node.Name);
                    Copy(norm.weight!, node, 1);
                    Copy(norm.bias!, node, 2);
                    Copy(norm.running_mean!, node, 3);
                    Copy(norm.running_var!, node, 4);
                    break;
                case "Gemm":
                    _ = modules.GetValueOrDefault(node.Name) is LinearLayer ? Take<LinearLayer>(node.Name) : Take<Linear>(node.Name) as nn.Module;
                    Copy(parameters[$"{node.Name}.weight"], node, 1);
                    CopyBias(parameters.GetValueOrDefault($"{node.Name}.bias"), node);
                    break;
                default:
                    break; // no parameters
            }
        }

        return missing.Count == 0 ? folded : throw Foreign($"it lacks {missing.Order(StringComparer.Ordinal).First()}");

        T Take<T>(string name)
            where T : nn.Module =>
            modules.GetValueOrDefault(name) is T module && missing.Remove(name) ? module : throw Foreign($"'{name}' is not a {typeof(T).Name} of that network, or appears twice");

        Weights Floats(NodeProto node, int input) =>
            node.Input.Count > input && graph.IsConstant(node.Input[input]) ? graph.Floats(node.Input[input]) : throw Foreign($"{node.Name} lacks weights");

        void Copy(Tensor target, NodeProto node, int input)
        {
            Weights weights = Floats(node, input);
            Tensor source = weights.Shape.SequenceEqual(target.shape) ? tensor(weights.Values, weights.Shape) : throw Foreign($"{node.Input[input]} is [{string.Join(", ", weights.Shape)}], not [{string.Join(", ", target.shape)}]");
            FiniteWeights.Require(path, node.Input[input], source);
            target.copy_(source);
        }

        void CopyBias(Tensor? target, NodeProto node)
        {
            if (target is not null)
            {
                Copy(target, node, 2);
            }
        }

        InputException Foreign(string reason) =>
            new($"{path}: is not a {network.Spec.Name} that ./edgeresnet export wrote, although it says so: {reason}");
    }

    /// <summary>Gives every folded norm new statistics, with gain and shift that undo them.</summary>
    private static void Unfold(Network network, List<FoldedNorm> folded, IImageSet train, InputSpec input)
    {
        folded.ForEach(norm => norm.Begin());
        using (IBatchSource source = BatchSource.Open(Subset.Spread(train, Pictures), input, CPU))
        using (Normalizer normalizer = new(input, CPU))
        {
            foreach (Batch batch in source.Batches([.. Enumerable.Range(0, source.Count)], BatchSize))
            {
                using IDisposable scope = NewDisposeScope();
                using Tensor images = batch.Images;
                using Tensor labels = batch.Labels;
                network.call(normalizer.Apply(images));
            }
        }

        folded.ForEach(norm => norm.Finish());
    }
}

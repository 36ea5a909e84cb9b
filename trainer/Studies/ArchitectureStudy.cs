using System.Diagnostics;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Quantization;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Studies;

/// <summary>Properties of a network's shape, measured with random weights.</summary>
/// <param name="Arch">Architecture.</param>
/// <param name="Layers">Convolutions and linear layers on the longest path through the exported graph: the papers' depth.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates of one image.</param>
/// <param name="Bytes">Size of the exported file.</param>
/// <param name="LargestDifference">Largest difference between a logit of TorchSharp and one of ONNX Runtime, as a share of the largest logit.</param>
/// <param name="LatencyMs">Time of one image.</param>
internal sealed record ArchitectureRow(string Arch, int Layers, long Params, long Macs, long Bytes, double LargestDifference, Percentiles LatencyMs);

/// <summary>The JSON of <c>study architectures</c>.</summary>
/// <param name="Input">Shape of one image, <c>[channels, height, width]</c>.</param>
/// <param name="Ep">Execution provider.</param>
/// <param name="Threads">Threads of one operator; absent: the runtime's choice.</param>
/// <param name="Queries">Timed images of each network.</param>
/// <param name="Networks">The networks.</param>
/// <param name="Conditions">The machine during the timing.</param>
/// <param name="Host">The machine.</param>
internal sealed record ArchitectureReport(IReadOnlyList<int> Input, string Ep, int? Threads, int Queries, IReadOnlyList<ArchitectureRow> Networks, Conditions Conditions, HostInfo Host);

/// <summary>Builds networks, counts their costs, exports them and runs the files: the table of the "revolution of depth", for any networks.</summary>
internal static class ArchitectureStudy
{
    private const double Tolerance = 1e-4; // of the largest logit, which is large after a hundred random layers
    private const int Turn = 3; // images of one network before the next network
    private const int Seed = 1;

    /// <summary>Measures networks. Their timings alternate, so a change of the machine affects all.</summary>
    /// <param name="architectures">The networks, all for one input.</param>
    /// <param name="input">Their input.</param>
    /// <param name="threads">Threads of one operator; null: the runtime's choice.</param>
    /// <param name="queries">Timed images of each, at least 1.</param>
    /// <param name="cancellation">Cancels and leaves nothing behind.</param>
    /// <exception cref="InputException">A network does not exist for this input, or its file disagrees with it.</exception>
    public static ArchitectureReport Run(IReadOnlyList<ArchitectureSpec> architectures, InputSpec input, int? threads, int queries, CancellationToken cancellation)
    {
        using ScratchFolder folder = new("study");
        List<OnnxClassifier> classifiers = [];
        try
        {
            List<ArchitectureRow> rows = [];
            foreach (ArchitectureSpec architecture in architectures)
            {
                cancellation.ThrowIfCancellationRequested();
                (ArchitectureRow row, OnnxClassifier classifier) = Build(architecture, input, threads, folder[$"{rows.Count}.onnx"]);
                rows.Add(row);
                classifiers.Add(classifier);
            }

            using ConditionsRecorder recorder = new(withGpu: false);
            Percentiles[] latencies = Time(classifiers, queries, cancellation);
            Conditions conditions = recorder.Finish();
            return new ArchitectureReport(
                [input.Channels, input.Height, input.Width],
                classifiers[0].ExecutionProvider,
                threads,
                queries,
                [.. rows.Zip(latencies, (row, latency) => row with { LatencyMs = latency })],
                conditions,
                HostInfo.Collect(typeof(TorchSharp.torch).Assembly));
        }
        finally
        {
            classifiers.ForEach(classifier => classifier.Dispose());
        }
    }

    /// <summary>Convolutions and linear layers on the longest path through a graph.</summary>
    public static int Depth(GraphProto graph)
    {
        Dictionary<string, int> depths = [];
        foreach (NodeProto node in graph.Node) // in topological order
        {
            depths[node.Output[0]] = node.Input.Max(input => depths.GetValueOrDefault(input)) + (QuantizableGraph.HasWeights(node) ? 1 : 0);
        }

        return depths[graph.Output[0].Name];
    }

    private static (ArchitectureRow Row, OnnxClassifier Classifier) Build(ArchitectureSpec architecture, InputSpec input, int? threads, string path)
    {
        manual_seed(Seed);
        using Network network = Architectures.Create(architecture, input);
        network.eval();
        OutputSpec output = new() { Name = "logits", Labels = [.. Enumerable.Range(0, architecture.Classes).Select(k => $"class {k}")], Temperature = 1, UnknownBelow = 0 };
        TrainingSpec training = new(JsonSerializer.SerializeToElement(new { epochs = 0 }), Seed, HostInfo.BuildCommit(), "untrained", __version__);
        ModelProto model = OnnxExporter.Build(network, architecture.Name, input, output, training);
        OnnxModel.Write(model, path);
        return OnnxClassifier.Load(ModelBundle.Open(path), new ClassifierOptions { ExecutionProvider = "cpu", Threads = threads }).OrDispose(classifier =>
        {
            double difference = Compare(network, classifier, architecture.Name);
            LayerTable layers = LayerTable.Of(network, input.Channels, input.Height, input.Width);
            return (new ArchitectureRow(architecture.Name, Depth(model.Graph), layers.Params, layers.Macs, new FileInfo(path).Length, difference, new Percentiles()), classifier);
        });
    }

    /// <summary>Compares the answers to one picture of noise, which stays in the classifier's input.</summary>
    private static double Compare(Network network, OnnxClassifier classifier, string name)
    {
        InputSpec input = classifier.Bundle.Input;
        byte[] pixels = new byte[input.Bytes];
        new Random(Seed).NextBytes(pixels);
        pixels.CopyTo(classifier.InputBuffer);
        float[] actual = classifier.Run().ToArray();
        using Normalizer normalizer = new(input, CPU);
        float[] expected = ParityProof.Logits(network, input, normalizer, pixels);
        double largest = expected.Max(Math.Abs);
        double difference = expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max() / largest;
        return difference <= Tolerance // false for NaN
            ? difference
            : throw new InputException($"{name}: the exported file disagrees with the network by {difference:G3} of the largest logit");
    }

    private static Percentiles[] Time(List<OnnxClassifier> classifiers, int queries, CancellationToken cancellation)
    {
        LatencyRecorder[] recorders = [.. classifiers.Select(_ => new LatencyRecorder(queries))];
        for (int done = 0; done < queries; done += Turn)
        {
            for (int network = 0; network < classifiers.Count; network++)
            {
                cancellation.ThrowIfCancellationRequested();
                classifiers[network].Run(); // brings the weights back into the caches
                for (int query = done; query < Math.Min(done + Turn, queries); query++)
                {
                    long start = Stopwatch.GetTimestamp();
                    classifiers[network].Run();
                    recorders[network].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        return [.. recorders.Select(recorder => recorder.Summarize())];
    }
}

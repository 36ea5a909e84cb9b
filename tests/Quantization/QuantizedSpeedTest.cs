using System.Diagnostics;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Quantization;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Tests.Quantization;

/// <summary>
/// Times random networks in float32 and int8 in turn. With EDGERESNET_COMPARE set to a folder these are resnet18 and densenet121 at 224
/// with 1,000 classes, whose files stay there for other programs to time; otherwise a small one that shows that the comparison runs.
/// </summary>
public sealed class QuantizedSpeedTest : IDisposable
{
    private const int Threads = 2;
    private static readonly string? kept = Environment.GetEnvironmentVariable("EDGERESNET_COMPARE");
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, int, int> Networks => Directory.Exists(kept)
        ? new() { { "resnet18", 224, 100 }, { "densenet121", 224, 100 } }
        : new() { { "resnet20", 32, 2 } };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void Both_files_are_timed_in_turn(string architecture, int size, int rounds)
    {
        InputSpec input = RandomNetwork.Rgb(size, size);
        string place = Directory.Exists(kept) ? kept : folder["."];
        (string exact, string quantized) = (Path.Combine(place, $"{architecture}.onnx"), Path.Combine(place, $"{architecture}.int8.onnx"));
        using (Network network = RandomNetwork.Create(architecture, 1, ArchitectureSpec.StemFor(size), input, classes: 1000))
        {
            OnnxModel.Write(OnnxExporter.Build(network, architecture, input, RandomNetwork.Output(1000), RandomNetwork.Training), exact);
        }

        QuantizableGraph graph = new(FloatGraph.Read(exact), QuantizationTarget.Cpu);
        using (ActivationRecorder recorder = new(graph.Graph, input, graph.Values, new SmoothNoise(4, input, 10)))
        {
            OnnxModel.Write(QdqWriter.Write(graph, recorder.Ranges(TestContext.Current.CancellationToken), graph.Units.Select(unit => unit.Output[0]).ToHashSet()), quantized);
        }

        double[] medians = Medians([exact, quantized], rounds);
        Assert.All(medians, ms => Assert.True(ms > 0));
        TestContext.Current.SendDiagnosticMessage($"{architecture} at {size}, {Threads} threads, {3 * rounds} pictures each in turns of 3: p50 {medians[0]:F2} ms float32, {medians[1]:F2} ms int8, {medians[0] / medians[1]:F2} times faster");
    }

    private static double[] Medians(string[] files, int rounds)
    {
        const int Turn = 3;
        OnnxClassifier[] classifiers = [.. files.Select(file => OnnxClassifier.Load(ModelBundle.Open(file), new ClassifierOptions { ExecutionProvider = "cpu", Threads = Threads }))];
        List<double>[] times = [.. files.Select(_ => new List<double>())];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < files.Length; i++)
            {
                for (int run = 0; run < Turn; run++)
                {
                    long start = Stopwatch.GetTimestamp();
                    classifiers[i].Run();
                    times[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        foreach (OnnxClassifier classifier in classifiers)
        {
            classifier.Dispose();
        }

        return [.. times.Select(list => list.Order().ElementAt(list.Count / 2))];
    }
}

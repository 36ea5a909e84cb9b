using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Quantization;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Tests.Tools;

/// <summary>
/// Files for measuring speed: networks with random weights, which cost the same as trained ones, in float32 and in 8-bit
/// integers: <c>DIR/resnet18-224.onnx</c>, <c>DIR/resnet18-224.int8.onnx</c>.
/// </summary>
internal static class RandomModels
{
    private const int Classes = 1000;

    /// <summary>Writes the paper's networks at 224 pixels.</summary>
    public static void WriteAll(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string architecture in (string[])["resnet18", "densenet121"])
        {
            Write(folder, architecture, width: 1, size: 224);
        }
    }

    /// <summary>Writes one network.</summary>
    /// <returns>The paths of its two files.</returns>
    public static (string Exact, string Integers) Write(string folder, string architecture, double width, int size)
    {
        InputSpec input = RandomNetwork.Rgb(size, size);
        string name = $"{architecture}-{size}";
        (string exact, string integers) = (Path.Combine(folder, name + ".onnx"), Path.Combine(folder, name + ".int8.onnx"));
        using (Network network = RandomNetwork.Create(architecture, width, ArchitectureSpec.ImageNetStem, input, Classes))
        {
            OnnxModel.Write(OnnxExporter.Build(network, name, input, RandomNetwork.Output(Classes), RandomNetwork.Training), exact);
        }

        QuantizableGraph graph = new(FloatGraph.Read(exact), QuantizationTarget.Cpu);
        using ActivationRecorder recorder = new(graph.Graph, input, graph.Values, new SmoothNoise(4, input, Classes));
        OnnxModel.Write(QdqWriter.Write(graph, recorder.Ranges(CancellationToken.None), graph.Units.Select(unit => unit.Output[0]).ToHashSet()), integers);
        return (exact, integers);
    }
}

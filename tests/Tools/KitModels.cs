using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Quantization;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Tools;

/// <summary>
/// The bundles of <c>tests/gpu/kit.sh</c> that do not ship: the paper's networks with random weights in float32 and half precision. The
/// weights have few levels, so that a packed kit is small; a network costs the same whatever its weights.
/// </summary>
internal static class KitModels
{
    private const int Classes = 1000;
    private const int Levels = 8; // on either side of zero
    private const int CalibrationPictures = 4;

    /// <summary>Writes <c>DIR/resnet18-224</c> and so on.</summary>
    public static void WriteAll(string folder)
    {
        foreach (string architecture in (string[])["resnet18", "resnet50", "densenet121"])
        {
            Write(folder, architecture, width: 1, size: 224);
        }
    }

    /// <summary>Writes one bundle.</summary>
    /// <returns>Its folder.</returns>
    public static string Write(string folder, string architecture, double width, int size)
    {
        InputSpec input = RandomNetwork.Rgb(size, size);
        OutputSpec output = RandomNetwork.Output(Classes);
        string name = $"{architecture}-{size}";
        string bundle = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        string exact = Path.Combine(bundle, "model.onnx");
        using Network network = RandomNetwork.Create(architecture, width, ArchitectureSpec.ImageNetStem, input, Classes);
        Coarsen(network);
        byte[] single = OnnxModel.Write(OnnxExporter.Build(network, name, input, output, RandomNetwork.Training), exact);

        FloatGraph graph = FloatGraph.Read(exact);
        using ActivationRecorder recorder = new(graph, input, HalfLayers.Values(graph), new SmoothNoise(CalibrationPictures, input, Classes));
        IReadOnlyList<NodeProto> kept = HalfLayers.Unsafe(graph, recorder.Ranges(CancellationToken.None));
        byte[] half = OnnxModel.Write(HalfPrecision.Write(graph, kept), Path.Combine(bundle, "model.fp16.onnx"));
        StrictJson.Write(Path.Combine(bundle, ModelBundle.CardFile), new ModelCard
        {
            Schema = ModelCard.CurrentSchema,
            Name = name,
            Architecture = network.Spec,
            Parameters = network.ParameterCount,
            Macs = GraphCost.Of(graph, input).Macs,
            Input = input,
            Output = output,
            Parity = new ParitySpec(0, 0, 1),
            Files = new Dictionary<string, FileSpec> { [ModelBundle.DefaultPrecision] = FileSpec.Of("model.onnx", single), ["fp16"] = FileSpec.Of("model.fp16.onnx", half) },
            Training = RandomNetwork.Training,
            License = "MIT",
            DataLicense = "none: random weights",
        });
        return bundle;
    }

    private static void Coarsen(Network network)
    {
        using IDisposable scope = NewDisposeScope();
        using (no_grad())
        {
            foreach (TorchSharp.Modules.Parameter weight in network.parameters().Where(parameter => parameter.dim() > 1))
            {
                Tensor step = weight.abs().max() / Levels;
                weight.copy_((weight / step).round() * step);
            }
        }
    }
}

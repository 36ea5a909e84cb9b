using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Build;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using OpenCvSharp;
using OpenCvSharp.Dnn;

namespace EdgeResNet.Tests.Export.Onnx;

/// <summary>Programs that share no code with this project read the exported files and agree.</summary>
public sealed class ForeignRuntimesTest : IDisposable
{

    private readonly TemporaryFolder folder = new();

    /// <summary>Every kind of block, both stems, both colour modes.</summary>
    public static TheoryData<string, double, string, string, int> Networks => new()
    {
        { "resnet18", 0.25, "small", "gray", 28 },
        { "resnet50", 0.25, "imagenet", "rgb", 96 },
        { "resnet20", 0.5, "small", "rgb", 32 },
        { "densenet-bc-L22-k8", 1, "small", "gray", 28 },
        { "densenet121", 0.25, "imagenet", "rgb", 96 },
        { "vgg19", 0.125, "small", "rgb", 32 },
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Onnx_checker_accepts_every_file_and_infers_every_shape()
    {
        await PythonPeer.NeedsAsync("onnx");
        List<string> files = [];
        foreach ((string architecture, double width, string stem, string color, int size) in Networks.Select(row => row.Data))
        {
            (Network network, InputSpec input) = Create(architecture, width, stem, color, size);
            using (network)
            {
                files.Add(Write(network, input, $"{architecture}.onnx"));
            }
        }

        CommandResult result = await Command.RunAsync(PythonPeer.Program, [Script("check_onnx.py"), .. files]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(files.Count, result.Output.TrimEnd().Split('\n').Length);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task Onnxruntime_node_agrees(string architecture, double width, string stem, string color, int size)
    {
        string modules = NodeModules.Holding("onnxruntime-node");
        (Network network, InputSpec input) = Create(architecture, width, stem, color, size);
        using Network owned = network;
        byte[] pixels = RandomNetwork.Pixels(input, batch: 3);
        await File.WriteAllBytesAsync(folder["pixels"], pixels, TestContext.Current.CancellationToken);
        CommandResult result = await Command.RunAsync("node", [Script("infer.js"), Write(network, input, "m.onnx"), folder["pixels"]], ("NODE_PATH", modules));
        Assert.True(result.ExitCode == 0, result.Error);
        using JsonDocument answer = JsonDocument.Parse(result.Output);
        Assert.Equal([3, network.Spec.Classes], answer.RootElement.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32()));
        AssertClose(RandomNetwork.Logits(network, input, pixels), [.. answer.RootElement.GetProperty("logits").EnumerateArray().Select(e => e.GetSingle())]);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void OpenCV_agrees_on_the_same_pixels_as_floats(string architecture, double width, string stem, string color, int size)
    {
        (Network network, InputSpec input) = Create(architecture, width, stem, color, size);
        using Network owned = network;
        byte[] pixels = RandomNetwork.Pixels(input, batch: 1);
        using Net net = CvDnn.ReadNetFromOnnx(Write(network, input, "m.onnx")) ?? throw new InvalidOperationException("OpenCV returned no network");
        using Mat blob = new([1, input.Height, input.Width, input.Channels], MatType.CV_32F);
        float[] floats = [.. pixels.Select(p => (float)p)];
        System.Runtime.InteropServices.Marshal.Copy(floats, 0, blob.Data, floats.Length);
        net.SetInput(blob, "image");
        using Mat logits = net.Forward();
        Assert.Equal(network.Spec.Classes, logits.Total());
        logits.GetArray(out float[] actual);
        AssertClose(RandomNetwork.Logits(network, input, pixels), actual);
    }

    private static (Network Network, InputSpec Input) Create(string architecture, double width, string stem, string color, int size)
    {
        InputSpec input = color == "gray" ? RandomNetwork.Gray(size, size) : RandomNetwork.Rgb(size, size);
        return (RandomNetwork.Create(architecture, width, stem, input), input);
    }

    private static string Script(string name) => Path.Combine(Command.RepositoryRoot, "tests", "Export", "Onnx", name);

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float scale = Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4f * scale);
        }
    }

    private string Write(Network network, InputSpec input, string name)
    {
        OnnxModel.Write(OnnxExporter.Build(network, "test", input, RandomNetwork.Output(network.Spec.Classes), RandomNetwork.Training), folder[name]);
        return folder[name];
    }
}

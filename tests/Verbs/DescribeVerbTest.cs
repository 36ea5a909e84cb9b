using System.CommandLine;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Verbs;

public sealed class DescribeVerbTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("resnet18", 224, 1000)]
    [InlineData("densenet121", 224, 1000)]
    [InlineData("resnet20", 32, 10)]
    [InlineData("plain56", 32, 10)]
    [InlineData("densenet-bc-L40-k12", 32, 10)]
    public void An_architecture_is_described_at_its_design_size(string name, int size, int classes)
    {
        Description description = DescribeVerb.Describe(name);
        Assert.Equal([3, size, size], description.Input);
        Assert.Equal([classes], description.Layers[^1].Output);
        Assert.Equal(description.Params, description.Layers.Sum(layer => layer.Params));
    }

    [Fact]
    public void Classes_size_and_width_change_the_described_shapes()
    {
        Description description = DescribeVerb.Describe("resnet18", classes: 10, imageSize: 28, width: 0.5);
        Assert.Equal([3, 28, 28], description.Input);
        Assert.Equal([32, 28, 28], description.Layers[0].Output); // the small stem, half as wide
        Assert.Equal([10], description.Layers[^1].Output);
    }

    [Fact]
    public void The_report_has_the_contracts_keys()
    {
        RootCommand root = [DescribeVerb.Create()];
        Assert.Equal(0, root.Parse(["describe", "resnet20", "--json", folder["d.json"]]).Invoke());
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["d.json"]));
        Assert.Equal(["arch", "input", "params", "macs", "layers"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["name", "type", "output", "params", "macs"], json.RootElement.GetProperty("layers")[0].EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData("resnet50", "layer1.1", "256·64 + 64·64·3·3 + 64·256", 69_632, 589_824L)] // the lecture's and the paper's example
    [InlineData("resnet50", "layer2.0", "256·128 + 128·128·3·3 + 128·512 + shortcut 256·512", 376_832, 1_179_648L)]
    [InlineData("resnet18", "layer2.0", "64·128·3·3 + 128·128·3·3 + shortcut 64·128", 229_376, null)]
    [InlineData("resnet20", "layer2.0", "16·32·3·3 + 32·32·3·3", 13_824, null)]
    [InlineData("densenet121", "features.denseblock4.denselayer16", "992·128 + 128·32·3·3", 163_840, 285_696L)]
    [InlineData("densenet121", "features.transition1", "256·128", 32_768, null)]
    public void A_blocks_arithmetic_is_written_out(string arch, string block, string arithmetic, long weights, long? direct)
    {
        BlockRow row = DescribeVerb.Describe(arch, blocks: true).Blocks!.Single(row => row.Name == block);
        Assert.Equal((arithmetic, weights, direct), (row.Arithmetic, row.Weights, row.Direct));
    }

    [Fact]
    public void Blocks_come_in_data_order_without_stem_and_classifier()
    {
        Description dense = DescribeVerb.Describe("densenet121", blocks: true);
        Assert.Equal(58 + 3, dense.Blocks!.Count);
        Assert.Equal(["features.denseblock1.denselayer6", "features.transition1", "features.denseblock2.denselayer1"], dense.Blocks.Skip(5).Take(3).Select(row => row.Name));
        long outside = dense.Layers.Where(layer => layer.Name is "features.conv0" or "classifier").Sum(layer => layer.Macs);
        Assert.Equal(dense.Macs - outside, dense.Blocks.Sum(row => row.Macs));
        Assert.Contains("vgg19", Assert.Throws<UsageException>(() => DescribeVerb.Describe("vgg19", imageSize: 32, blocks: true)).Message, StringComparison.Ordinal);
        Assert.Equal([256, 56, 56], DescribeVerb.Describe("resnet50", blocks: true).Blocks![0].Output);
    }

    [Fact]
    public void A_model_is_described_from_its_file()
    {
        InputSpec input = RandomNetwork.Gray(28, 28);
        using Network network = RandomNetwork.Create("densenet-bc-L22-k8", 1, ArchitectureSpec.SmallStem, input);
        OnnxModel.Write(OnnxExporter.Build(network, "m", input, RandomNetwork.Output(10), RandomNetwork.Training), folder["m.onnx"]);
        Description description = DescribeVerb.Describe(folder["m.onnx"]);
        Assert.Equal("densenet-bc-L22-k8", description.Arch);
        Assert.Equal([1, 28, 28], description.Input);
        Assert.Equal(network.ParameterCount, description.Params);
        Assert.Throws<UsageException>(() => DescribeVerb.Describe(folder["m.onnx"], width: 0.5));
    }

    [Fact]
    public void A_name_that_is_no_architecture_or_model_is_refused()
    {
        Assert.Throws<UsageException>(() => DescribeVerb.Describe("resnet19"));
        Assert.Throws<InputException>(() => DescribeVerb.Describe(folder["absent.onnx"]));
        Assert.Throws<InputException>(() => DescribeVerb.Describe(folder["absent"]));
    }
}

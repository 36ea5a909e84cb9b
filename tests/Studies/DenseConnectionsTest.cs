using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Studies;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Studies;

public sealed class DenseConnectionsTest : IDisposable
{
    private static readonly InputSpec input = RandomNetwork.Gray(16, 16);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("densenet-bc-L40-k12", ArchitectureSpec.SmallStem, 6, 6, 6)]
    [InlineData("densenet-L22-k12", ArchitectureSpec.SmallStem, 6, 6, 6)]
    [InlineData("densenet121", ArchitectureSpec.ImageNetStem, 6, 12, 24, 16)]
    public void Every_layer_reads_all_earlier_layers_of_its_block_and_its_input(string name, string stem, params int[] layers)
    {
        using Network network = RandomNetwork.Create(name, 0.25, stem, RandomNetwork.Gray(64, 64));
        IReadOnlyList<DenseBlock> blocks = DenseConnections.Of(Graph(network, RandomNetwork.Gray(64, 64)), name);
        Assert.Equal(layers, blocks.Select(block => block.Layers));
        Assert.All(blocks, block => Assert.Equal(block.Expected, block.Connections));
        Assert.Equal("classifier", blocks[^1].Targets[^1].Name);
    }

    [Fact]
    public void Channels_are_numbered_without_gaps()
    {
        using Network network = RandomNetwork.Create("densenet-bc-L40-k12", 1, ArchitectureSpec.SmallStem, input);
        DenseTarget third = DenseConnections.Of(Graph(network, input), "m")[0].Targets[2];
        Assert.Equal([new DenseSource(0, 0, 24), new DenseSource(1, 24, 12), new DenseSource(2, 36, 12)], third.Sources);
    }

    [Fact]
    public void A_missing_connection_is_named()
    {
        using Network network = RandomNetwork.Create("densenet-bc-L22-k8", 1, ArchitectureSpec.SmallStem, input);
        FloatGraph graph = Graph(network, input);
        NodeProto join = graph.Nodes.Single(node => node.Name == "features.denseblock2.denselayer2.concat");
        join.Input.RemoveAt(join.Input.Count - 1); // what layer 2 made
        InputException error = Assert.Throws<InputException>(() => DenseConnections.Of(graph, "m.onnx"));
        Assert.Contains("m.onnx: features.denseblock2.denselayer3.conv1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Use_follows_the_weights_and_is_even_for_equal_ones()
    {
        using Network network = RandomNetwork.Create("densenet-bc-L40-k12", 1, ArchitectureSpec.SmallStem, input);
        using (no_grad())
        {
            Dictionary<string, Tensor> weights = network.state_dict();
            weights["features.denseblock1.denselayer3.conv1.weight"].zero_()[TensorIndex.Colon, TensorIndex.Slice(36, 48)].fill_(-0.5); // layer 2's channels
            weights["features.denseblock1.denselayer4.conv1.weight"].fill_(0.25);
        }

        OnnxModel.Write(OnnxExporter.Build(network, "m", input, RandomNetwork.Output(10), RandomNetwork.Training), folder["m.onnx"]);
        ReuseReport report = FeatureReuse.Of(ModelBundle.Open(folder["m.onnx"]));
        Assert.Equal([0, 0, 4], report.Blocks[0].Targets[2].Use.Select(use => Math.Round(use, 5))); // a quarter of the channels has all the weight
        Assert.Equal([1, 1, 1, 1], report.Blocks[0].Targets[3].Use.Select(use => Math.Round(use, 5)));
    }

    [Fact]
    public void The_shipped_DenseNet_is_drawn_and_a_ResNet_is_refused()
    {
        string models = Path.Combine(Command.RepositoryRoot, "models");
        ReuseReport report = FeatureReuse.Of(ModelBundle.Open(Path.Combine(models, "fashion-densenet")));
        Assert.Equal([136, 136, 136], report.Blocks.Select(block => block.Connections));
        string picture = ReuseChart.Draw(report);
        Assert.Equal(1 + (3 * Enumerable.Range(1, 17).Sum()), picture.Split("<rect").Length - 1); // the background and a cell for each connection
        Assert.Contains("no dense blocks", Assert.Throws<InputException>(() => FeatureReuse.Of(ModelBundle.Open(Path.Combine(models, "fashion-resnet18")))).Message, StringComparison.Ordinal);
    }

    private static FloatGraph Graph(Network network, InputSpec spec) =>
        FloatGraph.Of(OnnxExporter.Build(network, "m", spec, RandomNetwork.Output(10), RandomNetwork.Training), "m");
}

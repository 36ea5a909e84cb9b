using System.CommandLine;
using System.Text.Json;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Studies;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Studies;

public sealed class ArchitectureStudyTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("alexnet", 8)]
    [InlineData("vgg19", 19)]
    [InlineData("resnet18", 18)]
    [InlineData("resnet50", 50)]
    [InlineData("resnet152", 152)]
    [InlineData("plain34", 34)]
    [InlineData("densenet121", 121)]
    public void The_longest_path_has_the_layer_count_of_the_name(string name, int layers)
    {
        InputSpec input = RandomNetwork.Rgb(224, 224);
        using Network network = Architectures.Create(new ArchitectureSpec(name, 0.0625, ArchitectureSpec.ImageNetStem, 5), 3, 224);
        Assert.Equal(layers, ArchitectureStudy.Depth(OnnxExporter.Build(network, name, input, RandomNetwork.Output(5), RandomNetwork.Training).Graph));
    }

    [Fact]
    public void Networks_are_built_counted_exported_and_run()
    {
        (int code, string output, string error) = Run("--arch", "resnet56", "plain20", "--image-size", "32", "--classes", "10", "--queries", "4", "--threads", "1", "--json", folder["a.json"]);
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"others took [0-9.]+ % of the processors", output);
        Assert.Matches(@"differ by at most [0-9.]+e-[0-9]+ of the largest logit", output);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["a.json"]));
        JsonElement root = json.RootElement;
        Assert.Equal(["input", "ep", "threads", "queries", "networks", "conditions", "host"], root.EnumerateObject().Select(p => p.Name));
        JsonElement deep = root.GetProperty("networks")[0];
        Assert.Equal(["arch", "layers", "params", "macs", "bytes", "largest_difference", "latency_ms"], deep.EnumerateObject().Select(p => p.Name));
        Assert.Equal(56, deep.GetProperty("layers").GetInt32());
        Assert.Equal(DescribeVerb.Describe("resnet56").Params, deep.GetProperty("params").GetInt64());
        Assert.True(deep.GetProperty("latency_ms").GetProperty("p50").GetDouble() > 0);
    }

    [Theory]
    [InlineData(2, "resnet19", "--arch", "resnet19")]
    [InlineData(2, "queries", "--queries", "0")]
    [InlineData(3, "alexnet", "--arch", "alexnet", "--image-size", "96")]
    public void An_impossible_study_gives_the_contracts_exit_code(int code, string named, params string[] arguments)
    {
        (int actual, _, string error) = Run(arguments);
        Assert.Equal(code, actual);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = VerbRunner.Run([StudyVerb.Create()], ["study", "architectures", .. arguments], output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}

using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Teaching;

/// <summary><c>--shrink</c>, with a small random network as the backbone and the trainer's <c>train</c> in this process.</summary>
public sealed class ShrinkTest : IDisposable
{
    private static readonly InputSpec input = RandomNetwork.Rgb(32, 32) with { Crop = "none" };
    private readonly TemporaryFolder folder = new();
    private readonly List<string> said = [];

    public ShrinkTest()
    {
        Shapes.Create(folder["shapes"], perClass: 6, "circle", "cross");
        using Network network = RandomNetwork.Create("resnet20", 0.5, ArchitectureSpec.SmallStem, input, classes: 3);
        OnnxModel.Write(OnnxExporter.Build(network, "backbone", input, GraphOutputs.WithFeatures(RandomNetwork.Output(3)), RandomNetwork.Training), folder["backbone.onnx"]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_compact_network_learns_from_the_taught_one_and_stands_beside_it()
    {
        ShrinkReport found = Teach("shapes", Train).Shrunk!;
        ModelBundle small = ModelBundle.Verify(folder["bundle-small"], _ => { });
        Assert.Equal(("bundle-small", "resnet20", 0.25, 16, "none"), (small.Name, small.Embedded.Architecture.Name, small.Embedded.Architecture.Width, small.Input.Height, small.Input.Crop));
        Assert.Equal(folder["bundle"], small.Embedded.Training.Recipe.GetProperty("teacher").GetString());
        MetricsSpec measured = small.Card!.Metrics!;
        Assert.Equal((measured.Samples, measured.Top1), (found.Pictures, found.Small.Top1));
        Assert.InRange(found.Pictures, 2, 6);
        Assert.InRange(found.Taught.Top1, 0, 1);
        Assert.True(found.Small.Bytes < found.Taught.Bytes);
        Assert.True(found is { Small.P50Ms: > 0, Taught.P50Ms: > 0 });
        Assert.Contains("its teacher has", found.Note, StringComparison.Ordinal);
        Assert.Contains(said, line => line.StartsWith($"{folder["bundle-small"]} ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_with_a_test_set_compares_both_on_it()
    {
        foreach ((string split, int seed) in (IEnumerable<(string, int)>)[("train", 1), ("val", 300), ("test", 600)])
        {
            Shapes.Create(folder[$"own/{split}"], perClass: split == "train" ? 5 : 3, seed, "circle", "cross");
        }

        TeachReport report = Teach("own", Train);
        Assert.Equal((6, "neither has learned them"), (report.Shrunk!.Pictures, report.Shrunk.Note));
        Assert.Equal(report.Top1, report.Shrunk.Taught.Top1);
    }

    [Fact]
    public void Without_a_trainer_nothing_is_begun()
    {
        InputException refused = Assert.Throws<InputException>(() => Teach("shapes", trainer: null));
        Assert.StartsWith("--shrink: the trainer is not here; ", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["bundle"]));
    }

    [Fact]
    public void What_is_no_bundle_is_never_replaced()
    {
        Directory.CreateDirectory(folder["bundle-small"]);
        File.WriteAllText(folder["bundle-small/letter.txt"], "dear");
        Assert.Contains("bundle-small: exists and is no bundle", Assert.Throws<InputException>(() => Teach("shapes", Train)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["bundle"]));
    }

    [Theory]
    [InlineData("resnet18,0.25,128", true)]
    [InlineData("resnet18,0.25", false)]
    [InlineData("resnet18,0,128", false)]
    [InlineData("resnet18,0.25,-1", false)]
    [InlineData(",1,128", false)]
    [InlineData("resnet18,0,25,128", false)]
    public void The_form_is_architecture_width_and_size(string text, bool valid)
    {
        if (valid)
        {
            Assert.Equal(new ShrinkSpec("resnet18", 0.25, 128), ShrinkSpec.Parse(text));
        }
        else
        {
            Assert.Contains("expected ARCH,WIDTH,SIZE such as", Assert.Throws<UsageException>(() => ShrinkSpec.Parse(text)).Message, StringComparison.Ordinal);
        }
    }

    private TeachReport Teach(string pictures, Action<IReadOnlyList<string>, CancellationToken>? trainer) => new Teach(
        new TeachRequest(folder[pictures], folder["bundle"], folder["backbone.onnx"])
        {
            Cache = folder["cache"],
            Trainer = trainer,
            Shrink = new ShrinkSpec("resnet20", 0.25, 16),
            ShrinkCopies = 16,
        },
        said.Add,
        TestContext.Current.CancellationToken).Run();

    private static void Train(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        Assert.Equal((0, ""), (VerbRunner.Run(new RootCommand { TrainVerb.Create() }, [.. arguments], output, errors), errors.ToString()));
    }
}

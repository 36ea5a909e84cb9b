using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
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
    private static readonly ShrinkSpec small = new("resnet20", 0.25, 16);
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
    public void A_compact_network_learns_from_the_taught_one()
    {
        ShrinkReport found = Teach("shapes", Train).Shrunk!;
        ModelBundle small = VerifiedBundle.Open(folder["bundle-small"], _ => { });
        Assert.Equal(("bundle-small", "resnet20", 0.25, 16, "none"), (small.Name, small.Embedded.Architecture.Name, small.Embedded.Architecture.Width, small.Input.Height, small.Input.Crop));
        Assert.Equal(folder["bundle"], small.Embedded.Training.Recipe.GetProperty("teacher").GetString());
        MetricsSpec measured = small.Card!.Metrics!;
        Assert.Equal((measured.Samples, measured.Top1), (found.Pictures, found.Small.Top1));
        Assert.InRange(found.Pictures, 2, 6);
        Assert.InRange(found.Taught.Top1!.Value, 0, 1);
        Assert.True(found.Small.Bytes < found.Taught.Bytes);
        Assert.True(found is { Small.P50Ms: > 0, Taught.P50Ms: > 0 });
        Assert.Contains("its teacher learned them", found.Note, StringComparison.Ordinal);
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
        Assert.Equal((6, "neither learned them"), (report.Shrunk!.Pictures, report.Shrunk.Note));
        Assert.Equal(report.Top1, report.Shrunk.Taught.Top1);
    }

    [Theory]
    [InlineData("resnet19", 0.25, 16, "'resnet19' is not an architecture")]
    [InlineData("resnet20", 99, 16, "width 99")]
    [InlineData("resnet20", 0.25, 4, "image_size is 4")]
    [InlineData("vgg19", 1, 128, "not 128×128")]
    public void An_unknown_network_is_refused_before_reading_data(string arch, double width, int size, string reason)
    {
        UserException refused = Assert.ThrowsAny<UserException>(() => Teach("shapes", Train, new ShrinkSpec(arch, width, size)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Empty(said);
        Assert.False(Directory.Exists(folder["bundle"]));
    }

    [Fact]
    public void Unreadable_pictures_are_left_out_of_both_networks()
    {
        File.WriteAllText(folder["shapes/circle/broken.png"], "no picture");
        TeachReport report = Teach("shapes", Train);
        Assert.Equal(1, report.Unreadable);
        Assert.NotNull(report.Shrunk!.Small.Top1);
        VerifiedBundle.Open(folder["bundle-small"], _ => { });
    }

    [Fact]
    public void No_common_picture_means_no_accuracy()
    {
        TeachRequest request = Request("shapes", Train, spec: null);
        new Teach(request, said.Add, TestContext.Current.CancellationToken).Run();
        ShrinkReport found = new Shrink(request, small, said.Add, TestContext.Current.CancellationToken).Run(judges: null);
        Assert.Equal((0, null, null), (found.Pictures, found.Small.Top1, found.Taught.Top1));
        Assert.Contains("\"top1\": null", System.Text.Json.JsonSerializer.Serialize(found, StrictJson.Options), StringComparison.Ordinal);
        Assert.Contains(said, line => line.StartsWith(folder["bundle-small"], StringComparison.Ordinal) && line.Contains(" – ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_training_keeps_the_taught_bundle_and_reports_it()
    {
        Assert.Throws<InputException>(() => Teach("shapes", (arguments, _) =>
        {
            if (arguments[0] == "train")
            {
                throw new InputException("disk is full");
            }
        }));
        Assert.Equal($"{folder["bundle"]} is proven and usable, but {folder["bundle-small"]} is not written", said[^1]);
        VerifiedBundle.Open(folder["bundle"], _ => { });
        Assert.False(Directory.Exists(folder["bundle-small"]));
    }

    [Fact]
    public void A_missing_trainer_is_refused_before_work_begins()
    {
        InputException refused = Assert.Throws<InputException>(() => Teach("shapes", trainer: null));
        Assert.StartsWith("--shrink: the trainer is missing here; ", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["bundle"]));
    }

    [Fact]
    public void A_folder_without_a_bundle_is_not_replaced()
    {
        Directory.CreateDirectory(folder["bundle-small"]);
        File.WriteAllText(folder["bundle-small/letter.txt"], "dear");
        Assert.Contains("bundle-small: exists and is not a bundle", Assert.Throws<InputException>(() => Teach("shapes", Train)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["bundle"]));
    }

    [Theory]
    [InlineData("resnet18,0.25,128", true)]
    [InlineData("resnet18,0.25", false)]
    [InlineData("resnet18,0,128", false)]
    [InlineData("resnet18,0.25,-1", false)]
    [InlineData(",1,128", false)]
    [InlineData("resnet18,0,25,128", false)]
    public void The_shrink_option_has_architecture_width_and_size(string text, bool valid)
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

    private TeachReport Teach(string pictures, Action<IReadOnlyList<string>, CancellationToken>? trainer, ShrinkSpec? spec = null) =>
        new Teach(Request(pictures, trainer, spec ?? small), said.Add, TestContext.Current.CancellationToken).Run();

    private TeachRequest Request(string pictures, Action<IReadOnlyList<string>, CancellationToken>? trainer, ShrinkSpec? spec) =>
        new(folder[pictures], folder["bundle"], folder["backbone.onnx"]) { Cache = folder["cache"], Trainer = trainer, Shrink = spec, ShrinkCopies = 16 };

    private static void Train(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = VerbRunner.Run(new RootCommand { TrainVerb.Create(), CheckRecipeVerb.Create() }, [.. arguments], output, errors);
        if (code != 0)
        {
            throw code == 2 ? new UsageException(errors.ToString()) : new InputException(errors.ToString()); // as the child's is told
        }
    }
}

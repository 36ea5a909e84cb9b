using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Pretrained;

namespace EdgeResNet.Tests.Teaching;

/// <summary>From a folder to a verified bundle, with the real backbone.</summary>
public sealed class TeachTest(ImageNetBackboneFixture backbone) : IClassFixture<ImageNetBackboneFixture>, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> said = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Teach_makes_a_verified_bundle_that_rejects_unknown_pictures()
    {
        Shapes.Create(folder["shapes"], perClass: 8, "circle", "cross", "stripes");
        TeachReport report = Teach("shapes", "bundle", integers: true);
        Assert.Equal(("cross-validated", 24), (report.Method, report.Judged));
        Assert.InRange(report.Top1!.Value, 0.8, 1);
        Assert.InRange(report.Top1.Value, report.Interval![0], report.Interval[1] + 1e-9);
        Assert.Equal(["circle", "cross", "stripes"], report.Classes.Select(each => each.Label));
        ModelBundle bundle = VerifiedBundle.Open(folder["bundle"], _ => { });
        OutputSpec output = bundle.Output;
        Assert.Equal((UnknownMeasure.NearestPicture, "known", "features"), (output.UnknownBy, output.Known, output.Features));
        Assert.InRange(output.UnknownBelow, 0.01, 0.999);
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", WithFeatures = true });
        Preprocessor preprocessor = new(bundle.Input);
        preprocessor.Run(ImageDecoder.Decode(Path.Combine(folder["shapes"], "cross", "0.png")).View, classifier.InputBuffer);
        ReadOnlySpan<float> logits = classifier.Run();
        Assert.True(logits[1] > logits[0] && logits[1] > logits[2]);
        Assert.Equal(1, classifier.Known[0], 1e-3); // it was learned
        Assert.Equal(512, classifier.Features.Length);
        new Random(1).NextBytes(classifier.InputBuffer);
        classifier.Run();
        Assert.True(classifier.Known[0] < output.UnknownBelow, $"noise has {classifier.Known[0]}");
        Assert.Contains("each was judged by a head that did not learn from it", File.ReadAllText(Path.Combine(folder["bundle"], "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_run_computes_only_new_pictures()
    {
        Shapes.Create(folder["shapes"], perClass: 4, "circle", "cross");
        Backbone network = Backbone.OfFile(ImageNetBackbone.Name, backbone.File);
        using FeatureExtractor extractor = new(network, network.Input);
        Assert.Equal(8, Read().Computed);
        Assert.Equal(0, Read().Computed);
        File.Copy(Path.Combine(folder["shapes"], "circle", "0.png"), Path.Combine(folder["shapes"], "circle", "again.png"));
        Shapes.Draw(Path.Combine(folder["shapes"], "cross", "new.png"), "cross", seed: 99);
        FeatureRead third = Read();
        Assert.Equal((1, 10, 9), (third.Computed, third.Table.Count, third.Groups.Distinct().Count()));
        string cache = Assert.Single(Directory.GetFiles(folder["cache"], "*.bin", SearchOption.AllDirectories));
        byte[] content = File.ReadAllBytes(cache);
        content[100] ^= 1;
        File.WriteAllBytes(cache, content);
        FeatureRead fourth = Read();
        Assert.Equal(1, fourth.Computed); // the damaged record
        Assert.Equal(third.Table[0].ToArray(), fourth.Table[0].ToArray());

        FeatureRead Read() => new FeatureReader(extractor, FeatureCache.Open(folder["cache"], network, network.Input, extractor.Width))
            .Read(EdgeResNet.Shared.Data.FolderData.OpenWhole(folder["shapes"]).Train, _ => { }, CancellationToken.None);
    }

    [Fact]
    public void The_folders_held_out_pictures_are_measured_and_not_learned()
    {
        Shapes.Create(folder["shapes/train"], perClass: 4, "circle", "cross");
        Shapes.Create(folder["shapes/val"], perClass: 3, seed: 500, "circle", "cross");
        TeachReport report = Teach("shapes", "bundle");
        Assert.Equal(("val", 6, 4), (report.Method, report.Judged, report.Classes[0].Pictures));
        Assert.Null(ModelBundle.Open(folder["bundle"]).Card!.Metrics!.Method);
    }

    [Fact]
    public void A_single_picture_is_learned_and_unreadable_ones_are_skipped()
    {
        Shapes.Create(folder["shapes"], perClass: 3, "circle", "cross");
        Directory.CreateDirectory(folder["shapes/stripes"]);
        Shapes.Draw(folder["shapes/stripes/only.png"], "stripes", seed: 1);
        File.WriteAllText(folder["shapes/cross/broken.png"], "no picture");
        TeachReport report = Teach("shapes", "bundle");
        Assert.Equal((1, 6), (report.Unreadable, report.Judged));
        Assert.Contains(said, line => line.Contains("only one picture, so it cannot be judged: stripes", StringComparison.Ordinal));
        Assert.Contains(said, line => line.StartsWith("left out: ", StringComparison.Ordinal) && line.Contains("broken.png", StringComparison.Ordinal));
    }

    [Fact]
    public void A_class_without_readable_pictures_is_refused_and_leaves_nothing()
    {
        Shapes.Create(folder["shapes"], perClass: 3, "circle", "cross");
        Directory.CreateDirectory(folder["shapes/stripes"]);
        File.WriteAllText(folder["shapes/stripes/broken.png"], "no picture");
        InputException refused = Assert.Throws<InputException>(() => Teach("shapes", "bundle"));
        Assert.Contains("class 'stripes' has no picture that can be read", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["bundle"]));
    }

    [Fact]
    public void Validation_pictures_copied_from_training_are_not_judged()
    {
        Shapes.Create(folder["shapes/train"], perClass: 4, "circle", "cross");
        Shapes.Create(folder["shapes/val"], perClass: 2, seed: 500, "circle", "cross");
        File.Copy(folder["shapes/train/circle/0.png"], folder["shapes/val/circle/same.png"]);
        Assert.Equal(4, Teach("shapes", "bundle").Judged);
        Assert.Contains(said, line => line.Contains("1 picture of shapes/val is in shapes/train too and is not judged", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bundle_folder_inside_the_pictures_is_refused()
    {
        Shapes.Create(folder["shapes"], perClass: 2, "circle", "cross");
        UsageException refused = Assert.Throws<UsageException>(() => Teach("shapes", "shapes/desk"));
        Assert.Contains("would read it as a class", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_taught_bundle_can_serve_as_a_backbone()
    {
        Shapes.Create(folder["shapes"], perClass: 3, "circle", "cross");
        Teach("shapes", "first");
        Shapes.Create(folder["more"], perClass: 3, seed: 40, "circle", "stripes");
        TeachReport report = Teach("more", "second", folder["first"]);
        Assert.Equal(["circle", "stripes"], report.Classes.Select(each => each.Label));
        Assert.Equal("first", VerifiedBundle.Open(folder["second"], _ => { }).Embedded.Training.Parent!.Name);
    }

    private TeachReport Teach(string pictures, string bundle, string? pretrained = null, bool integers = false) =>
        new Teach(new TeachRequest(folder[pictures], folder[bundle], pretrained ?? backbone.File) { Cache = backbone.Features, Integers = integers }, said.Add, CancellationToken.None).Run();
}

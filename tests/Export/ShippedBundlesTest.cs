using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Build;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Export;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Export;

/// <summary>What ships in <c>models/</c> is what its cards say.</summary>
public class ShippedBundlesTest
{
    public static TheoryData<string> Names => [.. Directory.GetDirectories(Path.Combine(Command.RepositoryRoot, "models")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_bundle_verifies_and_carries_its_proof_and_samples(string name)
    {
        ModelBundle bundle = ModelBundle.Verify(Folder(name), _ => { });
        ModelCard card = bundle.Card ?? throw new InvalidOperationException("a bundle has a card");
        Assert.Equal(name, card.Name);
        Assert.InRange(card.Parity.Samples, ParityProof.MinimumSamples, int.MaxValue);
        Assert.InRange(card.Parity.MaxAbsLogitError, 0, ParityProof.Tolerance);
        Assert.Equal(1.0, card.Parity.Top1Agreement);
        SampleLabels samples = StrictJson.Read<SampleLabels>(Path.Combine(Folder(name), ModelBundle.SamplesFolder, SampleAtlas.LabelsFile));
        Assert.Equal(500, samples.Count);
        Assert.All(samples.Labels.CountBy(label => label), count => Assert.Equal(500 / card.Output.Labels.Count, count.Value));
        string page = File.ReadAllText(Path.Combine(Folder(name), "README.md"));
        Assert.Contains(card.Files[ModelBundle.DefaultPrecision].Sha256, page);
        Assert.Contains(ModelPage.ConfusionFile, page);
        Assert.Contains(ModelPage.CurvesFile, page);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_cards_counts_are_those_of_its_architecture(string name)
    {
        Description description = DescribeVerb.Describe(Folder(name));
        ModelCard card = ModelBundle.Open(Folder(name)).Card ?? throw new InvalidOperationException("a bundle has a card");
        Assert.Equal((card.Parameters, card.Macs), (description.Params, description.Macs));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_cards_accuracy_is_repeated_on_the_test_pictures(string name)
    {
        Assert.SkipUnless(Directory.Exists(FashionMnist.DebianFolder), "dataset-fashion-mnist is not installed");
        ModelCard card = ModelBundle.Open(Folder(name)).Card ?? throw new InvalidOperationException("a bundle has a card");
        EvaluationReport report = EvaluateVerb.Evaluate(Folder(name), "fashion-mnist", TestContext.Current.CancellationToken);
        Assert.Equal(card.Metrics?.Dataset, report.Data);
        Assert.Equal(10_000, report.Samples);
        Assert.Equal(card.Metrics!.Top1, report.Top1, 0.0005); // other processors round a few logits otherwise
        Assert.Equal(card.Files[ModelBundle.DefaultPrecision].Top1, card.Metrics.Top1);
        Assert.InRange(report.Top1, 0.93, 1);
    }

    private static string Folder(string name) => Path.Combine(Command.RepositoryRoot, "models", name);
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Explaining;

/// <summary>Class activation maps of a network whose maps are known.</summary>
public sealed class ExplainedNetworkTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_map_is_the_sum_of_the_channels_times_the_weights_of_the_class()
    {
        using ExplainedNetwork network = ExplainedNetwork.OfBundle(ModelBundle.Open(CornerModel.WriteBundle(folder.Path)));
        Assert.Equal(0, network.Run(Quarters(255, 0, 0, 255).View));
        float[] map = new float[4];
        network.Map(0, map);
        AssertClose([2, 0, 0, 2], map);
        network.Map(1, map);
        AssertClose([0, 3, 3, 0], map);
        network.Map(2, map);
        AssertClose([1, 1, 1, 1], map);
    }

    [Fact]
    public void The_mean_of_the_map_and_the_bias_make_the_logit_of_the_running_model()
    {
        ModelBundle bundle = ModelBundle.Open(CornerModel.WriteBundle(folder.Path));
        using ExplainedNetwork network = ExplainedNetwork.OfBundle(bundle);
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu" });
        DecodedImage picture = Quarters(200, 10, 90, 30);
        new Preprocessor(bundle.Input).Run(picture.View, classifier.InputBuffer);
        float[] logits = classifier.Run().ToArray();
        network.Run(picture.View);
        float[] map = new float[4];
        for (int label = 0; label < CornerModel.Labels.Length; label++)
        {
            network.Map(label, map);
            Assert.Equal(logits[label], map.Average() + CornerModel.Bias[label], 1e-4);
        }
    }

    [Fact]
    public void Evidence_is_one_where_most_speaks_for_the_class_and_zero_where_nothing_does()
    {
        using ExplainedNetwork network = ExplainedNetwork.OfBundle(ModelBundle.Open(CornerModel.WriteBundle(folder.Path)));
        network.Run(Quarters(255, 0, 0, 0).View);
        EvidenceMap map = network.Evidence(0)!;
        Assert.Equal(new PixelRect(0, 0, 16, 16), map.Seen);
        Assert.Equal(1, At(map, 0.1, 0.1), 1e-3);
        Assert.Equal(0, At(map, 0.9, 0.1), 1e-3);
        Assert.Equal(0, At(map, 0.1, 0.9), 1e-3);
        Assert.InRange(At(map, 0.5, 0.1), 0.45, 0.55); // between two cells
    }

    [Fact]
    public void Evidence_of_a_padded_picture_leaves_the_padding_out()
    {
        using ExplainedNetwork network = ExplainedNetwork.OfBundle(ModelBundle.Open(CornerModel.WriteBundle(folder.Path, crop: "pad")));
        DecodedImage wide = Halves(32, 16); // the lower half bright; in the input, it is between grey bars
        network.Run(wide.View);
        EvidenceMap map = network.Evidence(0)!;
        Assert.Equal(new PixelRect(0, 0, 32, 16), map.Seen);
        Assert.True(At(map, 0.5, 0.9) > At(map, 0.5, 0.1));
        Assert.Equal(1, map.Values.Max(), 1e-2);
    }

    [Fact]
    public void Evidence_follows_the_region_of_interest()
    {
        using ExplainedNetwork network = ExplainedNetwork.OfBundle(ModelBundle.Open(CornerModel.WriteBundle(folder.Path)));
        network.Run(Quarters(0, 255, 0, 0).View, new PixelRect(8, 0, 8, 8)); // all of it bright
        EvidenceMap map = network.Evidence(0)!;
        Assert.Equal(new PixelRect(8, 0, 8, 8), map.Seen);
        Assert.All(map.Values, value => Assert.Equal(1, value, 1e-3));
    }

    [Fact]
    public void A_network_that_averages_nothing_has_no_map_and_says_why()
    {
        using ExplainedNetwork network = ExplainedNetwork.OfBundle(ModelBundle.Open(CornerModel.WriteBundle(folder.Path, averages: false)));
        network.Run(Quarters(255, 0, 0, 0).View);
        Assert.Null(network.Evidence(0));
        Assert.Contains("does not average", network.WhyNoMap, StringComparison.Ordinal);
    }

    /// <summary>A picture of 16×16 with four brightnesses, row by row.</summary>
    internal static DecodedImage Quarters(byte a, byte b, byte c, byte d)
    {
        byte[] levels = [a, b, c, d];
        return new DecodedImage([.. Enumerable.Range(0, 256).Select(i => levels[(i / 128 * 2) + (i % 16 / 8)])], 16, 16, 16, PixelFormat.Gray8);
    }

    private static DecodedImage Halves(int width, int height) =>
        new([.. Enumerable.Range(0, width * height).Select(i => i / width >= height / 2 ? byte.MaxValue : (byte)0)], width, height, width, PixelFormat.Gray8);

    private static float At(EvidenceMap map, double x, double y) => map.Values[((int)(y * EvidenceMap.Size) * EvidenceMap.Size) + (int)(x * EvidenceMap.Size)];

    private static void AssertClose(float[] expected, float[] actual) => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
}

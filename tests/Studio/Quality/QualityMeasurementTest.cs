using EdgeResNet.EdgeApp.Studio.Quality;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Teaching;

namespace EdgeResNet.Tests.Studio.Quality;

public sealed class QualityMeasurementTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Numbers_are_those_of_teach_on_the_same_pictures()
    {
        string backbone = TinyBackbone.Write(folder["tiny.onnx"]);
        Shapes.Create(folder["shapes"], perClass: 9, "circle", "cross", "stripes");
        File.Copy(folder["shapes/circle/0.png"], folder["shapes/circle/copy.png"]);
        TeachReport taught = new Teach(new TeachRequest(folder["shapes"], folder["bundle"], backbone) { Cache = folder["cache"], Integers = false }, _ => { }, Stop).Run();

        FolderImageSet set = FolderData.OpenWhole(folder["shapes"], Stop).Train;
        Backbone network = Backbone.OfFile("tiny", backbone);
        using PictureNetwork reader = new(network, network.Input, folder["cache"], _ => { });
        QualityReport measured = QualityMeasurement.Run(JudgedPictures.Of(Judged.OfFiles(folder["shapes"], set.Files), reader.Read(set, Stop).Table, set.Classes), Stop);
        Assert.Equal((taught.Top1, taught.Judged), (measured.Top1, measured.Judged));
        Assert.InRange(measured.Top1!.Value, 0.4, 0.99); // neither trivial nor hopeless
        Assert.Equal(taught.Interval, [measured.Interval!.Value.Low, measured.Interval.Value.High]);
        Assert.Equal(taught.PerClass.Select(each => (each.Label, each.Recall)), measured.Classes.Select(each => (each.Label, each.Accuracy)));
        Assert.Equal(measured.Judged, measured.Confusion.Sum(row => row.Sum()));
        Assert.Equal("circle/0.png", measured.Pictures["circle/copy.png"].NearCopyOf);
        Assert.Equal(10, measured.Classes[0].Pictures);
        Assert.Equal(measured.Classes.Sum(each => each.NearCopies), measured.Pictures.Values.Count(each => each.NearCopyOf is not null));
        Assert.All(measured.Pictures.Values, each => Assert.InRange(each.Doubt!.Value, 0, 1));
    }

    [Fact]
    public void A_wrong_label_is_suspected_and_doubted_most()
    {
        FeatureTable right = RandomFeatures.Create(16, 0.6, 12, 12, 12);
        int[] labels = [.. right.Labels];
        labels[3] = 2; // a picture of the first class
        QualityReport report = Measure(new FeatureTable(right.Values.ToArray(), labels, 3));
        KeyValuePair<string, PictureOpinion> wrong = report.Pictures.MaxBy(each => each.Value.Doubt);
        Assert.Equal(("c/3.jpg", "a", "a"), (wrong.Key, wrong.Value.Answer, wrong.Value.Suspected));
        Assert.Single(report.Pictures.Values, each => each.Suspected is not null);
        Assert.Equal([new Confused("a", 1)], report.Classes[2].ConfusedWith);
    }

    [Fact]
    public void Near_copies_count_once_in_the_interval()
    {
        FeatureTable once = RandomFeatures.Create(16, 0.6, 8, 8);
        FeatureTable twice = FeatureTable.Of([.. Enumerable.Range(0, 16).SelectMany(index => Enumerable.Repeat((once, index), 4))], 2);
        (QualityReport few, QualityReport many) = (Measure(once), Measure(twice));
        Assert.Equal((16, 64), (few.Judged, many.Judged));
        Assert.Equal(few.Interval!.Value.Low, many.Interval!.Value.Low, 1e-9);
        Assert.Equal(few.Classes[0].Interval, many.Classes[0].Interval);
        Assert.Equal(24, many.Classes[0].NearCopies);
    }

    [Fact]
    public void The_class_with_a_steep_curve_would_gain_most()
    {
        // Five forms of the second class: a few pictures cannot show them all.
        Random random = new(4);
        List<float> values = [];
        List<int> labels = [];
        double[][] forms = [.. Enumerable.Range(0, 7).Select(_ => Enumerable.Range(0, 24).Select(_ => random.NextDouble()).ToArray())];
        foreach ((int form, int label, int count) in new[] { (0, 0, 20), (1, 2, 20), (2, 1, 3), (3, 1, 3), (4, 1, 3), (5, 1, 3), (6, 1, 3) })
        {
            for (int i = 0; i < count; i++)
            {
                values.AddRange(forms[form].Select(mean => (float)(mean + (0.5 * (random.NextDouble() - 0.5)))));
                labels.Add(label);
            }
        }

        Assert.Equal("b", Measure(new FeatureTable([.. values], [.. labels], 3)).HelpMost);
        Assert.Null(Measure(RandomFeatures.Create(16, 0.1, 20, 20, 20)).HelpMost); // all is learned from the first pictures
    }

    [Fact]
    public void A_class_with_one_picture_cannot_be_judged_and_needs_more_first()
    {
        QualityReport report = Measure(RandomFeatures.Create(16, 0.6, 8, 1, 8));
        Assert.Equal(("b", 16), (report.HelpMost, report.Judged));
        Assert.Equal(((double?)null, null), (report.Classes[1].Accuracy, report.Classes[1].Interval));
        Assert.Null(report.Pictures["b/8.jpg"].Doubt);
    }

    [Fact]
    public void One_class_and_empty_classes_are_no_failure()
    {
        Assert.Null(Measure(RandomFeatures.Create(16, 0.6, 8, 0, 0)).Top1);
        QualityReport report = Measure(RandomFeatures.Create(16, 0.6, 8, 0, 8));
        Assert.Equal(["a", "c"], report.Labels);
        Assert.NotNull(report.Top1);
        Assert.Null(Measure(RandomFeatures.Create(16, 0.6, 1, 1, 0)).Top1);
    }

    private static QualityReport Measure(FeatureTable features) => QualityMeasurement.Run(Judged.Of(features, "a", "b", "c"), Stop);
}

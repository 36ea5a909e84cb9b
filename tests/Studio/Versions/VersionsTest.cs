using EdgeResNet.EdgeApp.Studio.Quality;
using EdgeResNet.EdgeApp.Studio.Versions;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Studio.Versions;

public sealed class VersionsTest : IDisposable
{
    private readonly SmallAlbum album = new();

    private SavedVersion Save() => album.Save(null, _ => { }, TestContext.Current.CancellationToken);

    public void Dispose() => album.Dispose();

    [Fact]
    public void A_version_is_a_verified_bundle_with_the_numbers_of_the_quality()
    {
        List<string> steps = [];
        SavedVersion saved = album.Save("pets", steps.Add, TestContext.Current.CancellationToken);
        QualityReport quality = QualityMeasurement.Run(album.Now().Pictures, TestContext.Current.CancellationToken);
        ModelBundle bundle = VerifiedBundle.Open(saved.Path, _ => { });
        Assert.Equal(("001", "pets"), (saved.Id, bundle.Name));
        Assert.Equal(quality.Labels, bundle.Output.Labels);
        Assert.Equal((quality.Top1, quality.Judged, "cross-validated"), (saved.Card.Metrics!.Top1, saved.Card.Metrics.Samples, saved.Card.Metrics.Method));
        Assert.Equal([quality.Interval!.Value.Low, quality.Interval.Value.High], saved.Card.Metrics.Interval);
        Assert.NotNull(saved.Card.Calibration);
        Assert.Equal(18, saved.Card.Parity.Samples);
        Assert.Equal(quality.Pictures.Select(each => each.Value.Answer), saved.Learned!.Pictures.Select(picture => picture.Answer));
        Assert.DoesNotContain(steps, step => step.StartsWith("features of", StringComparison.Ordinal) && step.Contains(" 0 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Versions_are_listed_and_promoted_and_taken_back()
    {
        (SavedVersion first, SavedVersion second) = (Save(), Save());
        Assert.Equal(["001", "002"], album.Shelf.List().Select(version => version.Id));
        Assert.Null(album.Shelf.Current);
        Assert.Throws<UsageException>(album.Shelf.Back);
        album.Shelf.Promote(first.Id);
        album.Shelf.Promote(second.Id);
        Assert.Equal(second.Sha256, ModelBundle.Open(Path.Combine(album.Hidden, "current")).Sha256);
        Assert.Equal("002", new VersionShelf(album.Hidden).Current); // after a restart
        Assert.Equal("001", album.Shelf.Back().Id);
        Assert.Equal("001", album.Shelf.Current);
        Assert.Throws<UsageException>(() => album.Shelf.Promote("003"));
        Assert.Throws<UsageException>(() => album.Shelf.Promote("../001"));
    }

    [Fact]
    public async Task The_link_never_leads_nowhere()
    {
        Save();
        Save();
        album.Shelf.Promote("001");
        using CancellationTokenSource done = new();
        int missing = 0;
        Task looking = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                missing += File.Exists(Path.Combine(album.Hidden, "current", ModelBundle.CardFile)) ? 0 : 1;
            }
        }, TestContext.Current.CancellationToken);
        for (int i = 0; i < 200; i++)
        {
            album.Shelf.Promote(i % 2 == 0 ? "002" : "001");
        }

        await done.CancelAsync();
        await looking;
        Assert.Equal(0, missing);
    }

    [Fact]
    public void What_an_interrupted_save_left_is_no_version_and_goes()
    {
        Save();
        Directory.CreateDirectory(Path.Combine(album.Hidden, "002.new.17.tmp"));
        Directory.CreateDirectory(Path.Combine(album.Hidden, "002.new"));
        File.WriteAllText(Path.Combine(album.Hidden, "002.new", ModelBundle.CardFile), "{");
        Assert.Equal("001", Assert.Single(album.Shelf.List()).Id);
        Directory.CreateDirectory(Path.Combine(album.Hidden, "my copy")); // a person's
        VersionShelf again = new(album.Hidden);
        Assert.Equal(["001", "my copy"], Directory.GetDirectories(album.Hidden).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("002", again.NextId());
    }

    [Fact]
    public void A_cancelled_save_leaves_nothing()
    {
        using CancellationTokenSource cancel = new();
        Assert.ThrowsAny<OperationCanceledException>(() => album.Save(null, _ => cancel.Cancel(), cancel.Token));
        Assert.Empty(Directory.GetDirectories(album.Hidden));
    }

    [Fact]
    public void Pictures_that_a_version_learned_count_with_the_answer_of_a_head_that_did_not()
    {
        SavedVersion first = Save();
        VersionComparison same = album.Compare(first, first);
        QualityReport quality = QualityMeasurement.Run(album.Now().Pictures, TestContext.Current.CancellationToken);
        Assert.Equal((18, quality.Top1, 18, 0), (same.Pictures, same.FirstTop1, same.FirstLearned, same.OnlyFirst + same.OnlySecond));

        album.Add(6, 100, "circle", "cross", "stripes");
        SavedVersion second = Save();
        album.Add(2, 200, "circle", "cross", "stripes");
        VersionComparison compared = album.Compare(first, second);
        Assert.Equal(compared.Pictures, compared.BothRight + compared.OnlyFirst + compared.OnlySecond + compared.BothWrong);
        Assert.InRange(compared.NeitherLearned, 1, 6);
        Assert.InRange(compared.SecondLearned - compared.FirstLearned, 6, 18);
        Assert.Equal(42, compared.Pictures + compared.LeftOut);
        Assert.All(compared.Examples, example => Assert.NotEqual(example.First, example.Second));
        Assert.Equal(compared.Pictures, compared.PerClass.Sum(each => each.Pictures));
    }

    [Fact]
    public void A_class_that_a_version_lacks_is_a_wrong_answer()
    {
        SavedVersion first = Save();
        Directory.CreateDirectory(Path.Combine(album.Path, "dots"));
        for (int i = 0; i < 4; i++)
        {
            EdgeResNet.Tests.Teaching.Shapes.Draw(Path.Combine(album.Path, "dots", $"{i}.png"), "circle", 900 + i);
        }

        ComparedClass dots = album.Compare(first, Save()).PerClass.Single(each => each.Label == "dots");
        Assert.Equal(0, dots.First);
    }

    [Fact]
    public void One_class_is_refused()
    {
        Directory.Delete(Path.Combine(album.Path, "cross"), recursive: true);
        Directory.Delete(Path.Combine(album.Path, "stripes"), recursive: true);
        JudgedPictures one = Quality.Judged.Of(EdgeResNet.Tests.Teaching.RandomFeatures.Create(48, 1, 4), "circle");
        InputException refused = Assert.Throws<InputException>(() => new VersionWriter(album.Shelf, album.Network, album.Path, "album").Write(one, null, null, _ => { }, TestContext.Current.CancellationToken));
        Assert.Contains("two classes", refused.Message, StringComparison.Ordinal);
    }
}

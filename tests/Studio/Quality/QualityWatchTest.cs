using EdgeResNet.EdgeApp.Studio.Quality;
using EdgeResNet.Tests.Teaching;

namespace EdgeResNet.Tests.Studio.Quality;

public sealed class QualityWatchTest
{
    [Fact]
    public void The_newest_pictures_win()
    {
        using QualityWatch watch = new();
        for (int pictures = 2; pictures <= 40; pictures++)
        {
            watch.Measure(Judged.Of(RandomFeatures.Create(64, 0.6, pictures, pictures), "a", "b"));
        }

        Eventually.True(() => !watch.State.IsComputing);
        Assert.Equal((80, null), (watch.State.Report!.Judged, watch.State.Problem));
    }

    [Fact]
    public void The_last_report_stays_while_a_newer_one_is_computed()
    {
        using QualityWatch watch = new();
        List<bool> states = [];
        watch.Changed += () => states.Add(watch.State.IsComputing);
        watch.Measure(Judged.Of(RandomFeatures.Create(16, 0.6, 4, 4), "a", "b"));
        Eventually.True(() => states.Count == 6); // four steps
        Assert.Equal([true, true, true, true, true, false], states);
        using ManualResetEventSlim hold = new();
        watch.Changed += hold.Wait;
        Task second = Task.Run(() => watch.Measure(Judged.Of(RandomFeatures.Create(16, 0.6, 5, 5), "a", "b")), TestContext.Current.CancellationToken);
        Eventually.True(() => watch.State.IsComputing);
        Assert.Equal(8, watch.State.Report!.Judged);
        hold.Set();
        Eventually.True(() => !watch.State.IsComputing);
        Assert.Equal(10, watch.State.Report!.Judged);
        Eventually.True(() => second.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_failure_is_told_and_ends_nothing()
    {
        using QualityWatch watch = new();
        watch.Measure(Judged.Of(new([.. Enumerable.Repeat(float.NaN, 64)], [0, 0, 1, 1], 2), "a", "b"));
        Eventually.True(() => !watch.State.IsComputing);
        watch.Measure(Judged.Of(RandomFeatures.Create(16, 0.6, 4, 4), "a", "b"));
        Eventually.True(() => watch.State is { IsComputing: false, Report.Judged: 8, Problem: null });
    }
}

using System.Diagnostics;
using EdgeResNet.EdgeApp.Studio.Labelling;

namespace EdgeResNet.Tests.Studio.Labelling;

public sealed class InboxGroupsTest
{
    [Fact]
    public void Pictures_that_look_alike_are_one_group_and_the_largest_is_first()
    {
        WaitingPicture[] pictures = [.. Around(3, "cat", "dog", "dog").Concat(Around(5)).Concat(Around(1, "cat")).Select((picture, index) => Waiting.Picture(index, picture.Features, picture.Group))];
        IReadOnlyList<InboxGroup> groups = InboxGroups.Of(pictures);
        Assert.Equal([5, 3, 1], groups.Select(group => group.Pictures.Count));
        Assert.Equal([null, "dog", "cat"], groups.Select(group => group.Suggested));
        Assert.Equal(["p0003", "p0000", "p0008"], groups.Select(group => group.Id));
    }

    [Fact]
    public void Among_groups_of_equal_size_the_doubtful_one_is_first()
    {
        WaitingPicture[] pictures = [.. Around(2).Select((picture, index) => Waiting.Picture(index, picture.Features, "cat", 0.9)), .. Around(2, "cat", "dog").Select((picture, index) => Waiting.Picture(2 + index, picture.Features, "dog", 0.6))];
        Assert.Equal(["dog", "cat"], InboxGroups.Of(pictures).Select(group => group.Suggested));
    }

    [Fact]
    public void What_a_person_said_is_suggested_and_not_mixed_with_others()
    {
        (float[] Features, string? Group)[] alike = [.. Around(4)];
        WaitingPicture[] pictures = [.. alike.Select((picture, index) => Waiting.Picture(index, picture.Features, "cat", label: index < 2 ? "fox" : null))];
        Assert.Equal(["fox", "cat"], InboxGroups.Of(pictures).Select(group => group.Suggested).OrderDescending());
    }

    [Fact]
    public void Features_of_other_widths_are_not_compared() =>
        Assert.Equal(2, InboxGroups.Of([Waiting.Picture(0, [1, 0]), Waiting.Picture(1, [1, 0, 0])]).Count);

    [Fact]
    public void Groups_are_the_same_each_time_and_two_thousand_pictures_are_quick()
    {
        Random random = new(9);
        float[][] centres = [.. Enumerable.Range(0, 12).Select(_ => Enumerable.Range(0, 64).Select(_ => random.NextSingle() - 0.5f).ToArray())];
        WaitingPicture[] pictures = [.. Enumerable.Range(0, 2000).Select(index => Waiting.Picture(index, [.. centres[index % 12].Select(value => value + (0.2f * (random.NextSingle() - 0.5f)))]))];
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<InboxGroup> groups = InboxGroups.Of(pictures);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 30); // a fraction of a second; no n³
        Assert.Equal(12, groups.Count);
        Assert.Equal(groups.Select(group => string.Join(' ', group.Pictures.Select(picture => picture.Id))), InboxGroups.Of(pictures).Select(group => string.Join(' ', group.Pictures.Select(picture => picture.Id))));
    }

    [Fact]
    public void Clusters_join_by_the_mean_of_all_pairs()
    {
        float[][] vectors = [At(0), At(20), At(40), At(180), At(60)];
        Assert.Equal([0, 0, 0, 3, 0], Clusters.Of(vectors, 0.5f));
        Assert.Equal([0, 0, 2, 3, 2], Clusters.Of(vectors, 0.9f));
        Assert.Equal([0, 1, 2, 3, 4], Clusters.Of(vectors, 0.99f));
        Assert.Empty(Clusters.Of([], 0.5f));

        static float[] At(double degrees) => [(float)Math.Cos(degrees * Math.PI / 180), (float)Math.Sin(degrees * Math.PI / 180)];
    }

    private static IEnumerable<(float[] Features, string? Group)> Around(int count, params string[] groups)
    {
        Random random = new((count * 31) + groups.Length);
        float[] centre = [.. Enumerable.Range(0, 32).Select(_ => random.NextSingle() - 0.5f)];
        return [.. Enumerable.Range(0, count).Select(index => (centre.Select(value => value + (0.1f * (random.NextSingle() - 0.5f))).ToArray(), groups.Length == 0 ? null : (string?)groups[index]))];
    }
}

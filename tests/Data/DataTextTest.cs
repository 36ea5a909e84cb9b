using EdgeResNet.Shared.Data;

namespace EdgeResNet.Tests.Data;

public sealed class DataTextTest
{
    [Fact]
    public void Few_classes_are_listed_in_one_line_and_in_a_table_on_request()
    {
        (string, IImageSet)[] sets = [("train", Set(1200, 9)), ("val", Set(3, 0))];
        Assert.Equal(
            ["2 classes, pictures in train + val: c0 1,200 + 3, c1 9 + 0", "note: c0 has 133 times the pictures of c1 (1,200 to 9); add pictures of c1, or weigh them", "said"],
            DataText.Lines(sets, verbose: false, ["said"], "weigh them"));
        string[] table = [.. DataText.Lines(sets, verbose: true, [], remedy: null).Skip(1).Take(4)];
        Assert.Equal(["class", "c0", "c1", "all"], table.Select(line => line.Split(' ')[0]));
        Assert.Equal(["train val", "1,200 3", "9 0", "1,209 3"], table.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))));
    }

    [Fact]
    public void Many_classes_are_summed_up_with_the_least_and_the_most()
    {
        int[] counts = [.. Enumerable.Range(5, 30)];
        Assert.Equal(["30 classes, pictures in all: 585; all from c0 5 to c29 34"], DataText.Lines([("all", Set(counts))], verbose: false, [], remedy: null));
        Assert.Equal(["30 classes, pictures in all: 90; all has 3 of each"], DataText.Lines([("all", Set([.. Enumerable.Repeat(3, 30)]))], verbose: false, [], remedy: null));
    }

    [Theory]
    [InlineData(10, 1, false)]
    [InlineData(11, 1, true)]
    [InlineData(50, 0, false)] // a class without pictures is another fault
    public void Imbalance_above_ten_to_one_is_said(int most, int least, bool said) =>
        Assert.Equal(said ? 2 : 1, DataText.Lines([("train", Set(most, least))], verbose: false, [], remedy: null).Count());

    private static FolderImageSet Set(params int[] counts)
    {
        int[] labels = [.. counts.SelectMany((count, label) => Enumerable.Repeat(label, count))];
        return new FolderImageSet("d", new string[labels.Length], labels, [.. counts.Select((_, label) => $"c{label}")]);
    }
}

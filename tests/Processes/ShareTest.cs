using EdgeResNet.Trainer.Augment;
using EdgeResNet.Trainer.Processes;

namespace EdgeResNet.Tests.Processes;

public sealed class ShareTest
{
    [Theory]
    [InlineData(16, 2)]
    [InlineData(17, 4)]
    [InlineData(5, 5)]
    [InlineData(3, 8)]
    public void The_shares_are_the_whole_in_order_and_differ_by_one_at_most(int total, int size)
    {
        Share[] shares = [.. Enumerable.Range(0, size).Select(rank => Share.Of(total, rank, size))];
        Assert.Equal(Enumerable.Range(0, total), shares.SelectMany(share => Enumerable.Range(share.First, share.Count)));
        Assert.InRange(shares.Max(share => share.Count) - shares.Min(share => share.Count), 0, 1);
        Assert.Equal(1, shares.Sum(share => share.Weight), 12);
    }

    [Fact]
    public void Rows_are_divided_batch_by_batch()
    {
        int[] order = [.. Enumerable.Range(0, 14)];
        Share[] shares = [.. Enumerable.Range(0, 3).Select(rank => Share.Of(7, rank, 3))];
        Assert.Equal([0, 1, 7, 8], shares[0].OfRows(order));
        Assert.Equal([2, 3, 9, 10], shares[1].OfRows(order));
        Assert.Equal([4, 5, 6, 11, 12, 13], shares[2].OfRows(order));
        Assert.Equal([2, 3], shares[1].OfRows(order.AsSpan(0, 13))); // the second row is not full
    }

    [Fact]
    public void A_share_of_a_draw_is_that_part_of_the_whole_draw()
    {
        Augmentation augmentation = new(padCrop: 2, flip: true, erase: 0.7, rotate: 10, colorJitter: 0.2, trivialAugment: true);
        AugmentationDraw whole = augmentation.Draw([7, 1, 4, 3], new Random(5));
        AugmentationDraw[] parts = [.. Enumerable.Range(0, 3).Select(rank => whole.Of(Share.Of(7, rank, 3)))];
        Assert.Equal(whole.Rows!, parts.SelectMany(part => part.Rows!));
        Assert.Equal(whole.Columns!, parts.SelectMany(part => part.Columns!));
        Assert.Equal(whole.Maps!, parts.SelectMany(part => part.Maps!));
        Assert.Equal(whole.Trivial!, parts.SelectMany(part => part.Trivial!));
        Assert.Equal(whole.ColorFactors!, parts.SelectMany(part => part.ColorFactors!));
        Assert.Equal(whole.ErasedRows!, parts.SelectMany(part => part.ErasedRows!));
        Assert.Equal(whole.ErasedColumns!, parts.SelectMany(part => part.ErasedColumns!));
        Assert.Equal(whole.Noise!, parts.SelectMany(part => part.Noise!));
        Assert.Equal([2, 2, 3], parts.Select(part => part.Rows!.Length / 4));
    }
}

using EdgeResNet.Trainer.Augment;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Augment;

public class TrivialAugmentTest
{
    private static readonly Augmentation trivial = new(padCrop: 0, flip: false, erase: 0, trivialAugment: true);

    [Fact]
    public void Operations_and_strengths_are_drawn_evenly_in_both_directions()
    {
        TrivialChoice[] choices = TrivialAugment.Draw(14_000, new Random(1));
        Assert.Equal(14, choices.Select(choice => choice.Operation).Distinct().Count());
        Assert.All(choices.CountBy(choice => choice.Operation), count => Assert.InRange(count.Value, 880, 1120));
        Assert.Equal(61, choices.Select(choice => choice.Strength).Distinct().Count()); // 30 bins each way and none
        Assert.Equal((-1.0, 1.0), (choices.Min(choice => choice.Strength), choices.Max(choice => choice.Strength)));
        Assert.InRange(choices.Average(choice => choice.Strength), -0.02, 0.02);
    }

    [Fact]
    public void Each_picture_is_changed_only_by_its_own_operation()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor images = randint(0, 256, [280, 3, 20, 24], dtype: ScalarType.Byte);
        AugmentationDraw draw = trivial.Draw(images.shape, new Random(2));
        Tensor all = trivial.Apply(images, draw);
        Assert.Equal((ScalarType.Byte, 280), (all.dtype, all.shape[0]));
        HashSet<TrivialOperation> changed = [];
        for (int i = 0; i < 280; i++)
        {
            AugmentationDraw one = new() { Trivial = [draw.Trivial![i]], Maps = draw.Maps![(i * AffineMap.Length)..][..AffineMap.Length] };
            Tensor alone = trivial.Apply(images.narrow(0, i, 1), one);
            Assert.True(alone.Equals(all.narrow(0, i, 1)), $"{draw.Trivial[i]}");
            bool same = alone.Equals(images.narrow(0, i, 1));
            if (draw.Trivial[i] is { Operation: TrivialOperation.Identity } or { Strength: 0, Operation: < TrivialOperation.AutoContrast and not TrivialOperation.Solarize })
            {
                Assert.True(same, $"{draw.Trivial[i]}"); // bit for bit, though it went through the resampling
            }
            else if (!same)
            {
                changed.Add(draw.Trivial[i].Operation);
            }
        }

        Assert.Equal(Enum.GetValues<TrivialOperation>().Except([TrivialOperation.Identity, TrivialOperation.AutoContrast]), changed.Except([TrivialOperation.AutoContrast]).Order()); // noise has both extremes already
    }

    [Fact]
    public void Geometric_strengths_match_the_paper()
    {
        Assert.Equal(0.99 * 0.5, TrivialAugment.MapOf(new(TrivialOperation.ShearX, 1), aspect: 0.5).XY, 12); // 0.99 pixels a row in a picture twice as wide as high
        Assert.Equal(-0.99 / 0.5, TrivialAugment.MapOf(new(TrivialOperation.ShearY, -1), aspect: 0.5).YX, 12);
        Assert.Equal(2 * 32 / 224.0, TrivialAugment.MapOf(new(TrivialOperation.TranslateX, 1), 1).X0, 12);
        Assert.Equal(-32 / 224.0, TrivialAugment.MapOf(new(TrivialOperation.TranslateY, -0.5), 1).Y0, 12);
        Assert.Equal(AffineMap.Turn(135, 1, 0.5), TrivialAugment.MapOf(new(TrivialOperation.Rotate, 1), 0.5));
        Assert.Equal(AffineMap.Identity, TrivialAugment.MapOf(new(TrivialOperation.Contrast, 1), 1));
    }

    [Theory]
    [InlineData(nameof(TrivialOperation.Brightness), 1, 199)]
    [InlineData(nameof(TrivialOperation.Brightness), -1, 1)]
    [InlineData(nameof(TrivialOperation.Contrast), -0.5, 106)] // half way from 100 to the mean, 112.5, but for a hundredth
    [InlineData(nameof(TrivialOperation.Posterize), 1, 64)] // six bits less
    [InlineData(nameof(TrivialOperation.Posterize), -0.5, 96)] // three
    [InlineData(nameof(TrivialOperation.Solarize), 0.5, 100)] // from 127.5 on
    [InlineData(nameof(TrivialOperation.Solarize), -0.7, 155)] // from 76.5 on
    [InlineData(nameof(TrivialOperation.Solarize), 0, 100)]
    public void Color_strengths_match_the_paper(string operation, double strength, byte expected)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor picture = full([1, 1, 2, 2], 100, dtype: ScalarType.Byte);
        picture[0, 0, 1, 1] = 150;
        Assert.Equal(expected, TrivialAugment.Recolor(picture, [new(Enum.Parse<TrivialOperation>(operation), strength)])[0, 0, 0, 0].item<byte>());
    }

    [Fact]
    public void All_augmentations_repeat_by_seed_and_leave_the_source_pictures_unchanged()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor images = randint(0, 256, [8, 3, 28, 28], dtype: ScalarType.Byte);
        Augmentation all = new(padCrop: 2, flip: true, erase: 0.5, rotate: 10, zoom: 0.1, cropScale: 0.3, colorJitter: 0.3, trivialAugment: true);
        Assert.True(all.Apply(images, new Random(4)).Equals(all.Apply(images, new Random(4))));
        Assert.False(all.Apply(images, new Random(4)).Equals(all.Apply(images, new Random(5))));
        Tensor copy = images.clone();
        all.Apply(images, new Random(6));
        Assert.True(copy.Equals(images)); // the stored pictures
    }
}

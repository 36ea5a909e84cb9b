using EdgeResNet.Trainer.Augment;

namespace EdgeResNet.Tests.Augment;

public class UnchangedDrawTest
{
    [Fact]
    public void A_recipe_without_newer_keys_draws_the_same_numbers_as_before()
    {
        long[] shape = [16, 3, 12, 20];
        AugmentationDraw draw = new Augmentation(padCrop: 2, flip: true, erase: 0.5, rotate: 10, zoom: 0.1).Draw(shape, new Random(5));
        Random random = new(5);
        for (int i = 0; i < 16; i++)
        {
            (int top, int left, int mirrored) = (random.Next(5), random.Next(5), random.Next(2));
            Assert.Equal((top, left + (mirrored * 19)), ((int)draw.Rows![i * 12], (int)draw.Columns![i * 20]));
        }

        for (int i = 0; i < 16 * 6; i += 6)
        {
            double angle = 10 * ((2 * random.NextDouble()) - 1) * Math.PI / 180;
            double factor = Math.Pow(1 + 0.1, (2 * random.NextDouble()) - 1);
            (double cos, double sin, double aspect) = (Math.Cos(angle) / factor, Math.Sin(angle) / factor, 12.0 / 20);
            Assert.Equal([(float)cos, (float)(sin * aspect), 0, (float)(-sin / aspect), (float)cos, 0], draw.Maps![i..(i + 6)]);
        }

        AugmentationDraw behind = new Augmentation(padCrop: 0, flip: false, erase: 0.5).Draw(shape, random);
        Assert.Equal(behind.ErasedRows, draw.ErasedRows);
        Assert.Equal(behind.Noise, draw.Noise);
        Assert.Null(draw.Trivial);
        Assert.Null(draw.ColorFactors);
    }
}

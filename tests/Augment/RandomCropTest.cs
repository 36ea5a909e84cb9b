using EdgeResNet.Trainer.Augment;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Augment;

public class RandomCropTest
{
    private const int N = 4000;

    [Fact]
    public void Crop_windows_lie_inside_the_picture_and_cover_their_ranges()
    {
        Random random = new(1);
        AffineMap[] windows = [.. Enumerable.Range(0, N).Select(_ => RandomCrop.Draw(0.2, 60, 100, random))];
        Assert.All(windows, window =>
        {
            Assert.Equal((0.0, 0.0), (window.XY, window.YX));
            Assert.InRange(Math.Abs(window.X0), 0, ((1 - window.XX) * 0.99) + 1e-12); // no black from beyond the edge
            Assert.InRange(Math.Abs(window.Y0), 0, 1 - window.YY + 1e-12);
            Assert.InRange(window.XX * window.YY, 0.2 - 1e-12, 1);
            Assert.InRange(window.XX / window.YY, 0.75 - 1e-12, (4 / 3.0) + 1e-12);
        });
        Assert.InRange(windows.Count(window => window == AffineMap.Identity), 0, N / 200); // one that does not fit is drawn anew
        double[] areas = [.. windows.Select(window => window.XX * window.YY)];
        Assert.InRange(areas.Min(), 0.2, 0.21);
        Assert.InRange(areas.Count(area => area < 0.4) / (double)N, 0.2, 0.33); // a quarter of the range, a little more since large windows fit less often
        Assert.InRange(windows.Average(window => Math.Log(window.XX / window.YY)), -0.02, 0.02);
        Assert.InRange(windows.Average(window => window.X0), -0.02, 0.02);
        Assert.InRange(windows.Count(window => window.X0 < 0) / (double)N, 0.45, 0.55);
        Assert.InRange(windows.Max(window => window.Y0), 0.45, 0.6);
    }

    [Fact]
    public void A_crop_window_is_scaled_to_the_whole_picture()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor ramp = arange(0, 200, 2).to(ScalarType.Byte).view(1, 1, 1, 100).expand(200, 1, 60, 100).contiguous(); // brightness says the column
        AugmentationDraw draw = new Augmentation(0, flip: false, 0, cropScale: 0.3).Draw(ramp.shape, new Random(3));
        Tensor result = new Augmentation(0, flip: false, 0, cropScale: 0.3).Apply(ramp, draw);
        for (int i = 0; i < 200; i++)
        {
            float[] map = draw.Maps![(i * AffineMap.Length)..][..AffineMap.Length];
            double Column(double place) => 2 * ((((map[0] * place) + map[2] + 1) * 50) - 0.5); // what brightness a place in −1 … 1 shows
            byte[] row = result[i, 0, 30].bytes.ToArray();
            Assert.Equal(Column(-0.49), row[25], 1.5);
            Assert.Equal(Column(0.51), row[75], 1.5);
            Assert.True(row.SequenceEqual(row.Order()), "columns keep their order");
        }
    }

    [Fact]
    public void Crop_and_rotation_combine_into_one_equal_map()
    {
        AffineMap window = new(0.5, 0, 0.3, 0, 0.6, -0.2);
        AffineMap turn = AffineMap.Turn(30, 1.2, 0.75);
        AffineMap both = window.Then(turn);
        (double x, double y) = (0.4, -0.7); // a place in the result: where is it before the turn, and where before the window?
        (double a, double b) = Place(turn, x, y);
        Assert.Equal(Place(window, a, b).X, Place(both, x, y).X, 12);
        Assert.Equal(Place(window, a, b).Y, Place(both, x, y).Y, 12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Crop_scale_one_draws_no_numbers_and_returns_the_same_tensor(double cropScale)
    {
        using Tensor images = randint(0, 256, [3, 3, 8, 8], dtype: ScalarType.Byte);
        Random random = new(1);
        Assert.Same(images, new Augmentation(0, flip: false, 0, cropScale: cropScale).Apply(images, random));
        Assert.Equal(new Random(1).Next(), random.Next());
    }

    private static (double X, double Y) Place(AffineMap map, double x, double y) => ((map.XX * x) + (map.XY * y) + map.X0, (map.YX * x) + (map.YY * y) + map.Y0);
}

using EdgeResNet.Trainer.Augment;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Augment;

public class ColorOperationsTest
{
    private static readonly Random random = new(7);

    public static TheoryData<string> Enhancements => ["brightness", "contrast", "saturation", "sharpness"];

    [Theory]
    [MemberData(nameof(Enhancements))]
    public void Factor_one_changes_nothing_and_factor_zero_gives_the_neutral_picture(string name)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor pictures = Pictures(3, 3, 9, 7);
        Tensor same = Run(name, pictures, ones([3, 1, 1, 1]));
        Assert.True(same.round().Equals(pictures));
        double[] neutral = Values(Run(name, pictures, zeros([3, 1, 1, 1])));
        double[] before = Values(pictures);
        for (int i = 0; i < neutral.Length; i++)
        {
            Assert.Equal(Neutral(name, before, i), neutral[i], 0.01);
        }
    }

    [Fact]
    public void Each_picture_gets_its_own_factor()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor pictures = full([2, 1, 4, 4], 100f);
        double[] values = Values(ColorOperations.Brightness(pictures, tensor([0.5f, 3f], [2, 1, 1, 1])));
        Assert.Equal([50, 255], values.Distinct());
    }

    [Fact]
    public void Posterize_keeps_the_upper_bits_and_solarize_inverts_from_its_threshold_on()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor all = arange(0, 256).to(ScalarType.Float32).view(1, 1, 16, 16);
        Assert.Equal(Enumerable.Range(0, 256).Select(v => (double)(v & 0xF0)), Values(ColorOperations.Posterize(all, full([1, 1, 1, 1], 16f))));
        Assert.Equal(Enumerable.Range(0, 256).Select(v => (double)(v >= 200 ? 255 - v : v)), Values(ColorOperations.Solarize(all, full([1, 1, 1, 1], 200f))));
    }

    [Fact]
    public void Autocontrast_stretches_each_channel_and_leaves_flat_ones()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor pictures = full([1, 3, 2, 2], 90f);
        pictures[0, 1, 0, 0] = 50;
        pictures[0, 2, 1, 1] = 110;
        double[] values = Values(ColorOperations.AutoContrast(pictures).round());
        Assert.Equal([90, 90, 90, 90, 0, 255, 255, 255, 0, 0, 0, 255], values);
    }

    [Fact]
    public void Equalize_equals_Pillow()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor pictures = Pictures(2, 3, 40, 30).div(3, RoundingMode.floor);
        pictures[1, 2] = 77; // a channel of one level stays
        double[] expected = [.. Values(pictures).Chunk(1200).SelectMany(Equalized)];
        Assert.Equal(expected, Values(ColorOperations.Equalize(pictures)));
        Tensor tiny = Pictures(1, 1, 5, 5); // too few pixels for 255 steps
        Assert.True(tiny.Equals(ColorOperations.Equalize(tiny)));
    }

    [Fact]
    public void Jitter_draws_its_factors_evenly_and_keeps_grey_pictures_grey()
    {
        using IDisposable scope = NewDisposeScope();
        float[] factors = ColorJitter.Draw(2000, 0.4, new Random(1));
        Assert.InRange(factors.Min(), 0.6f, 0.61f);
        Assert.InRange(factors.Max(), 1.39f, 1.4f);
        Assert.InRange(factors.Average(), 0.99f, 1.01f);
        Tensor grey = randint(0, 256, [50, 1, 6, 6], dtype: ScalarType.Byte);
        Tensor colored = ColorJitter.Apply(grey.expand(50, 3, 6, 6), factors[..150]);
        Assert.True(colored.narrow(1, 0, 1).Equals(colored.narrow(1, 1, 1)));
        Assert.False(colored.narrow(1, 0, 1).Equals(grey));
        Assert.Equal((50, 1), (ColorJitter.Apply(grey, factors[..150]).shape[0], ColorJitter.Apply(grey, factors[..150]).shape[1]));
        Tensor images = randint(0, 256, [5, 3, 6, 6], dtype: ScalarType.Byte);
        Assert.True(ColorJitter.Apply(images, [.. Enumerable.Repeat(1f, 15)]).Equals(images));
    }

    [Theory]
    [InlineData("brightness", 0.5f, 1f, 1f)]
    [InlineData("contrast", 1f, 0.5f, 1f)]
    [InlineData("saturation", 1f, 1f, 0.5f)]
    public void Jitter_gives_each_operation_its_factor(string name, float brightness, float contrast, float saturation)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor images = randint(0, 256, [2, 3, 6, 6], dtype: ScalarType.Byte);
        Tensor expected = Run(name, images.to(ScalarType.Float32), full([2, 1, 1, 1], 0.5f)).round().to(ScalarType.Byte);
        Assert.True(expected.Equals(ColorJitter.Apply(images, [brightness, contrast, saturation, brightness, contrast, saturation])));
    }

    private static Tensor Run(string name, Tensor pictures, Tensor factor) => name switch
    {
        "brightness" => ColorOperations.Brightness(pictures, factor),
        "contrast" => ColorOperations.Contrast(pictures, factor),
        "saturation" => ColorOperations.Saturation(pictures, factor),
        _ => ColorOperations.Sharpness(pictures, factor),
    };

    /// <summary>The element of pictures <c>(3, 3, 9, 7)</c> at factor 0, by loops.</summary>
    private static double Neutral(string name, double[] before, int i)
    {
        (int n, int c, int y, int x) = (i / 189, i / 63 % 3, i / 7 % 9, i % 7);
        double At(int channel, int row, int column) => before[(n * 189) + (channel * 63) + (row * 7) + column];
        double Grey(int row, int column) => (0.299 * At(0, row, column)) + (0.587 * At(1, row, column)) + (0.114 * At(2, row, column));
        return name switch
        {
            "brightness" => 0,
            "saturation" => Grey(y, x),
            "contrast" => Enumerable.Range(0, 63).Average(p => Grey(p / 7, p % 7)),
            _ when y is 0 or 8 || x is 0 or 6 => before[i],
            _ => (Enumerable.Range(0, 9).Sum(k => At(c, y + (k / 3) - 1, x + (k % 3) - 1)) + (4 * before[i])) / 13,
        };
    }

    /// <summary>ImageOps.equalize of a channel, as Pillow writes it.</summary>
    private static double[] Equalized(double[] channel)
    {
        int[] histogram = [.. Enumerable.Range(0, 256).Select(level => channel.Count(value => value == level))];
        int step = (channel.Length - histogram.Last(count => count > 0)) / 255;
        if (step == 0)
        {
            return channel;
        }

        int sum = step / 2;
        int[] table = [.. histogram.Select(count => { int entry = sum / step; sum += count; return Math.Min(255, entry); })];
        return [.. channel.Select(value => (double)table[(int)value])];
    }

    private static Tensor Pictures(params long[] shape) =>
        tensor(Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (float)random.Next(256)).ToArray(), shape);

    private static double[] Values(Tensor pictures) => [.. pictures.contiguous().data<float>().ToArray().Select(value => (double)value)];
}

using EdgeResNet.Trainer.Augment;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Augment;

public class AugmentationTest
{
    [Fact]
    public void Augment_shifts_or_mirrors_each_image_in_a_black_margin()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor images = randint(1, 256, [200, 2, 6, 5], dtype: ScalarType.Byte);
        Tensor result = new Augmentation(padCrop: 1, flip: true, erase: 0).Apply(images, new Random(1));
        HashSet<(int, int, bool)> seen = [];
        for (int i = 0; i < 200; i++)
        {
            seen.Add(Find(images[i], result[i]));
        }

        Assert.Equal(3 * 3 * 2, seen.Count);
    }

    [Fact]
    public void The_same_generator_gives_the_same_images()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor images = randint(0, 256, [8, 1, 28, 28], dtype: ScalarType.Byte);
        Augmentation augmentation = new(padCrop: 2, flip: true, erase: 0.5, rotate: 10, zoom: 0.1);
        Assert.True(augmentation.Apply(images, new Random(4)).Equals(augmentation.Apply(images, new Random(4))));
        Assert.False(augmentation.Apply(images, new Random(4)).Equals(augmentation.Apply(images, new Random(5))));
    }

    [Fact]
    public void Erase_changes_the_chosen_share_of_images_inside_one_rectangle()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor images = full([400, 1, 20, 20], 7, dtype: ScalarType.Byte);
        Tensor changed = new Augmentation(padCrop: 0, flip: false, erase: 0.25).Apply(images, new Random(2)).ne(images).squeeze(1);
        int erased = 0;
        for (int i = 0; i < 400; i++)
        {
            double share = changed[i].to_type(ScalarType.Float32).mean().item<float>();
            if (share == 0)
            {
                continue;
            }

            erased++;
            double rows = changed[i].any(1).sum().item<long>();
            double columns = changed[i].any(0).sum().item<long>();
            Assert.InRange(share, 0.9 * rows * columns / 400, (rows * columns / 400) + 1e-6); // noise equals the old value now and then
            Assert.InRange(rows * columns / 400, 0.005, 0.4);
        }

        Assert.InRange(erased, 70, 130);
    }

    [Fact]
    public void A_rotation_moves_marks_as_geometry_says_within_the_angle()
    {
        using IDisposable scope = NewDisposeScope();
        const int N = 300;
        Tensor images = zeros([N, 1, 41, 61], ScalarType.Byte);
        images[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(19, 22), TensorIndex.Slice(44, 47)] = 240; // about 15 to the right of the middle
        double[] angles = [.. Places(new Augmentation(0, flip: false, 0, rotate: 30).Apply(images, new Random(3))).Select(place =>
        {
            Assert.InRange(Math.Sqrt((place.X * place.X) + (place.Y * place.Y)), 14.9, 15.1); // neither stretched nor moved, though the image is not square
            return Math.Atan2(place.Y, place.X) * 180 / Math.PI;
        })];
        Assert.InRange(angles.Max(), 27, 30.5);
        Assert.InRange(angles.Min(), -30.5, -27);
        Assert.InRange(angles.Average(), -3, 3);
    }

    [Fact]
    public void A_zoom_scales_width_and_height_alike()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor images = zeros([300, 1, 41, 61], ScalarType.Byte);
        images[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(29, 32), TensorIndex.Slice(39, 42)] = 240; // 10 to the right, 10 down
        double[] factors = [.. Places(new Augmentation(0, flip: false, 0, zoom: 0.25).Apply(images, new Random(3))).Select(place =>
        {
            Assert.Equal(place.X, place.Y, 0.1);
            return place.X / 10;
        })];
        Assert.InRange(factors.Max(), 1.23, 1.26);
        Assert.InRange(factors.Min(), 0.79, 0.82);
        Assert.InRange(factors.Average(factor => Math.Log(factor)), -0.03, 0.03);
    }

    [Fact]
    public void Augment_without_transformations_keeps_the_images()
    {
        using Tensor images = randint(0, 256, [3, 3, 8, 8], dtype: ScalarType.Byte);
        Assert.Same(images, new Augmentation(padCrop: 0, flip: false, erase: 0).Apply(images, new Random(1)));
    }

    /// <summary>The centre of brightness of each image, in pixels from the image's middle.</summary>
    private static IEnumerable<(double X, double Y)> Places(Tensor images)
    {
        (int height, int width) = ((int)images.shape[2], (int)images.shape[3]);
        byte[] pixels = images.bytes.ToArray();
        foreach (byte[] image in pixels.Chunk(height * width))
        {
            double sum = image.Sum(pixel => pixel);
            yield return (
                (image.Select((pixel, i) => pixel * (i % width)).Sum() / sum) - ((width - 1) / 2.0),
                (image.Select((pixel, i) => pixel * (i / width)).Sum() / sum) - ((height - 1) / 2.0));
        }
    }

    private static (int Top, int Left, bool Mirrored) Find(Tensor original, Tensor result)
    {
        Tensor padded = nn.functional.pad(original, [1, 1, 1, 1]);
        for (int top = 0; top <= 2; top++)
        {
            for (int left = 0; left <= 2; left++)
            {
                Tensor window = padded[TensorIndex.Colon, TensorIndex.Slice(top, top + 6), TensorIndex.Slice(left, left + 5)];
                if (window.Equals(result))
                {
                    return (top, left, false);
                }

                if (window.flip(2).Equals(result))
                {
                    return (top, left, true);
                }
            }
        }

        throw new InvalidOperationException("the image is no window of its original");
    }
}

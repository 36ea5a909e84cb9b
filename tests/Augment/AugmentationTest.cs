using EdgeResNet.Trainer.Augment;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Augment;

public class AugmentationTest
{
    [Fact]
    public void Every_image_is_a_shifted_perhaps_mirrored_window_of_itself_in_a_black_margin()
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
        Augmentation augmentation = new(padCrop: 2, flip: true, erase: 0.5);
        Assert.True(augmentation.Apply(images, new Random(4)).Equals(augmentation.Apply(images, new Random(4))));
        Assert.False(augmentation.Apply(images, new Random(4)).Equals(augmentation.Apply(images, new Random(5))));
    }

    [Fact]
    public void Erasing_changes_its_share_of_the_images_inside_one_rectangle()
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
    public void Without_any_transformation_the_images_stay_as_they_are()
    {
        using Tensor images = randint(0, 256, [3, 3, 8, 8], dtype: ScalarType.Byte);
        Assert.Same(images, new Augmentation(padCrop: 0, flip: false, erase: 0).Apply(images, new Random(1)));
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

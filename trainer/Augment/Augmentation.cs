using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Augment;

/// <summary>Random crop out of a zero margin, mirroring and erasing, on whole batches.</summary>
/// <param name="padCrop">Zero pixels on each side before the crop.</param>
/// <param name="flip">Mirror half of the images.</param>
/// <param name="erase">Share of the images that lose a rectangle.</param>
internal sealed class Augmentation(int padCrop, bool flip, double erase)
{
    private const double SmallestErasedArea = 0.02; // the ranges of Zhong et al., 2020
    private const double LargestErasedArea = 0.33;
    private const double LargestAspect = 1 / 0.3;

    /// <summary>Transforms uint8 images <c>(N, C, H, W)</c>; the result depends only on them and <paramref name="random"/>.</summary>
    public Tensor Apply(Tensor images, Random random)
    {
        Tensor result = images;
        if (padCrop > 0 || flip)
        {
            result = CropAndFlip(result, random);
        }

        return erase > 0 ? Erase(result, random) : result;
    }

    /// <summary>One gather: every image reads its own rows and columns of the padded batch.</summary>
    private Tensor CropAndFlip(Tensor images, Random random)
    {
        (int n, int c, int h, int w) = ((int)images.shape[0], (int)images.shape[1], (int)images.shape[2], (int)images.shape[3]);
        long[] rows = new long[n * h];
        long[] columns = new long[n * w];
        for (int i = 0; i < n; i++)
        {
            int top = random.Next((2 * padCrop) + 1);
            int left = random.Next((2 * padCrop) + 1);
            bool mirrored = flip && random.Next(2) == 1;
            for (int y = 0; y < h; y++)
            {
                rows[(i * h) + y] = top + y;
            }

            for (int x = 0; x < w; x++)
            {
                columns[(i * w) + x] = left + (mirrored ? w - 1 - x : x);
            }
        }

        Tensor padded = padCrop > 0 ? nn.functional.pad(images, [padCrop, padCrop, padCrop, padCrop]) : images;
        Tensor image = arange(n, device: images.device).view(n, 1, 1, 1);
        Tensor channel = arange(c, device: images.device).view(1, c, 1, 1);
        Tensor row = tensor(rows, [n, 1, h, 1], device: images.device);
        Tensor column = tensor(columns, [n, 1, 1, w], device: images.device);
        return padded.index(TensorIndex.Tensor(image), TensorIndex.Tensor(channel), TensorIndex.Tensor(row), TensorIndex.Tensor(column));
    }

    /// <summary>Fills a random rectangle of some images with random pixels.</summary>
    private Tensor Erase(Tensor images, Random random)
    {
        (int n, int c, int h, int w) = ((int)images.shape[0], (int)images.shape[1], (int)images.shape[2], (int)images.shape[3]);
        bool[] insideRow = new bool[n * h];
        bool[] insideColumn = new bool[n * w];
        for (int i = 0; i < n; i++)
        {
            if (random.NextDouble() >= erase)
            {
                continue;
            }

            double area = h * w * (SmallestErasedArea + ((LargestErasedArea - SmallestErasedArea) * random.NextDouble()));
            double aspect = Math.Exp((2 * random.NextDouble() - 1) * Math.Log(LargestAspect));
            int height = Math.Clamp((int)Math.Round(Math.Sqrt(area * aspect)), 1, h);
            int width = Math.Clamp((int)Math.Round(Math.Sqrt(area / aspect)), 1, w);
            insideRow.AsSpan((i * h) + random.Next(h - height + 1), height).Fill(true);
            insideColumn.AsSpan((i * w) + random.Next(w - width + 1), width).Fill(true);
        }

        byte[] noise = new byte[n * c * h * w];
        random.NextBytes(noise);
        Tensor mask = tensor(insideRow, [n, 1, h, 1], device: images.device).logical_and(tensor(insideColumn, [n, 1, 1, w], device: images.device));
        return where(mask, tensor(noise, [n, c, h, w], dtype: ScalarType.Byte, device: images.device), images);
    }
}

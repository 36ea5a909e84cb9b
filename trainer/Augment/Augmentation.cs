using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Augment;

/// <summary>Random cropping, mirroring, rotation, zoom, colour changes and erasing, on whole batches.</summary>
/// <param name="padCrop">Zero pixels on each side before the crop.</param>
/// <param name="flip">Mirror half of the images.</param>
/// <param name="erase">Share of the images that lose a rectangle.</param>
/// <param name="rotate">Largest rotation in degrees, in both directions.</param>
/// <param name="zoom">Largest zoom is 1 + this, smallest its inverse.</param>
/// <param name="cropScale">Smallest share of the area in a random window (<see cref="RandomCrop"/>); 0 and 1 turn it off.</param>
/// <param name="colorJitter">Brightness, contrast and saturation are multiplied by up to 1 ± this (<see cref="ColorJitter"/>).</param>
/// <param name="trivialAugment">One more operation for each image (<see cref="TrivialAugment"/>).</param>
internal sealed class Augmentation(
    int padCrop,
    bool flip,
    double erase,
    double rotate = 0,
    double zoom = 0,
    double cropScale = 0,
    double colorJitter = 0,
    bool trivialAugment = false)
{
    private const double SmallestErasedArea = 0.02; // the ranges of Zhong et al., 2020
    private const double LargestErasedArea = 0.33;
    private const double LargestAspect = 1 / 0.3;

    /// <summary>Transforms uint8 images <c>(N, C, H, W)</c>; the result depends only on them and <paramref name="random"/>.</summary>
    public Tensor Apply(Tensor images, Random random) => Apply(images, Draw(images.shape, random));

    /// <summary>Transforms uint8 images <c>(N, C, H, W)</c> by a draw for their shape, on their device.</summary>
    public Tensor Apply(Tensor images, AugmentationDraw draw)
    {
        Tensor moved = draw.Rows is null ? images : CropAndFlip(images, draw);
        Tensor turned = draw.Maps is null ? moved : Turn(moved, draw.Maps);
        Tensor changed = draw.Trivial is null ? turned : TrivialAugment.Recolor(turned, draw.Trivial);
        Tensor colored = draw.ColorFactors is null ? changed : ColorJitter.Apply(changed, draw.ColorFactors);
        return draw.Noise is null ? colored : Erase(colored, draw);
    }

    /// <summary>Draws everything random for a batch of shape <c>(N, C, H, W)</c>, without pictures or torch.</summary>
    public AugmentationDraw Draw(ReadOnlySpan<long> shape, Random random)
    {
        (int n, int c, int h, int w) = ((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3]);
        AugmentationDraw draw = new();
        if (padCrop > 0 || flip)
        {
            draw = draw with { Rows = new long[n * h], Columns = new long[n * w] };
            DrawWindows(draw.Rows, draw.Columns, h, w, random);
        }

        if (trivialAugment)
        {
            draw = draw with { Trivial = TrivialAugment.Draw(n, random) };
        }

        if (rotate > 0 || zoom > 0 || trivialAugment || RandomCrop.IsOn(cropScale))
        {
            draw = draw with { Maps = new float[n * AffineMap.Length] };
            DrawMaps(draw.Maps, h, w, draw.Trivial, random);
        }

        if (colorJitter > 0)
        {
            draw = draw with { ColorFactors = ColorJitter.Draw(n, colorJitter, random) };
        }

        if (erase > 0)
        {
            draw = draw with { ErasedRows = new bool[n * h], ErasedColumns = new bool[n * w], Noise = new byte[n * c * h * w] };
            DrawRectangles(draw.ErasedRows, draw.ErasedColumns, h, w, random);
            random.NextBytes(draw.Noise);
        }

        return draw;
    }

    private void DrawWindows(Span<long> rows, Span<long> columns, int h, int w, Random random)
    {
        for (int i = 0; i < rows.Length / h; i++)
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
    }

    /// <summary>One map for each image: its window, rotation and own operation.</summary>
    private void DrawMaps(Span<float> maps, int h, int w, TrivialChoice[]? choices, Random random)
    {
        double aspect = (double)h / w;
        for (int i = 0; i < maps.Length / AffineMap.Length; i++)
        {
            AffineMap map = RandomCrop.IsOn(cropScale) ? RandomCrop.Draw(cropScale, h, w, random) : AffineMap.Identity;
            if (rotate > 0 || zoom > 0)
            {
                double degrees = rotate * ((2 * random.NextDouble()) - 1);
                map = map.Then(AffineMap.Turn(degrees, Math.Pow(1 + zoom, (2 * random.NextDouble()) - 1), aspect));
            }

            (choices is null ? map : map.Then(TrivialAugment.MapOf(choices[i], aspect))).CopyTo(maps[(i * AffineMap.Length)..]);
        }
    }

    private void DrawRectangles(Span<bool> insideRow, Span<bool> insideColumn, int h, int w, Random random)
    {
        for (int i = 0; i < insideRow.Length / h; i++)
        {
            if (random.NextDouble() >= erase)
            {
                continue;
            }

            double area = h * w * (SmallestErasedArea + ((LargestErasedArea - SmallestErasedArea) * random.NextDouble()));
            double aspect = Math.Exp((2 * random.NextDouble() - 1) * Math.Log(LargestAspect));
            int height = Math.Clamp((int)Math.Round(Math.Sqrt(area * aspect)), 1, h);
            int width = Math.Clamp((int)Math.Round(Math.Sqrt(area / aspect)), 1, w);
            insideRow.Slice((i * h) + random.Next(h - height + 1), height).Fill(true);
            insideColumn.Slice((i * w) + random.Next(w - width + 1), width).Fill(true);
        }
    }

    /// <summary>One gather: every image reads its own rows and columns of the padded batch.</summary>
    private Tensor CropAndFlip(Tensor images, AugmentationDraw draw)
    {
        (long n, long c, long h, long w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
        Tensor padded = padCrop > 0 ? nn.functional.pad(images, [padCrop, padCrop, padCrop, padCrop]) : images;
        Tensor image = arange(n, device: images.device).view(n, 1, 1, 1);
        Tensor channel = arange(c, device: images.device).view(1, c, 1, 1);
        Tensor row = tensor(draw.Rows!, [n, 1, h, 1], device: images.device);
        Tensor column = tensor(draw.Columns!, [n, 1, 1, w], device: images.device);
        return padded.index(TensorIndex.Tensor(image), TensorIndex.Tensor(channel), TensorIndex.Tensor(row), TensorIndex.Tensor(column));
    }

    /// <summary>Every image through its own affine map, with bilinear interpolation and black around it.</summary>
    private static Tensor Turn(Tensor images, float[] maps)
    {
        Tensor theta = tensor(maps, [images.shape[0], 2, 3], device: images.device);
        Tensor places = nn.functional.affine_grid(theta, images.shape, align_corners: false);
        return nn.functional.grid_sample(images.to(ScalarType.Float32), places, align_corners: false).round_().to(ScalarType.Byte);
    }

    /// <summary>Fills a rectangle of some images with random pixels.</summary>
    private static Tensor Erase(Tensor images, AugmentationDraw draw)
    {
        (long n, long c, long h, long w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
        Tensor mask = tensor(draw.ErasedRows!, [n, 1, h, 1], device: images.device).logical_and(tensor(draw.ErasedColumns!, [n, 1, 1, w], device: images.device));
        return where(mask, tensor(draw.Noise!, [n, c, h, w], dtype: ScalarType.Byte, device: images.device), images);
    }
}

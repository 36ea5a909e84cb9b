using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Demo;

/// <summary>Test pictures in a bundle's <c>samples/</c>: <c>images.png</c>, a grey atlas of tiles, row by row, and <c>labels.json</c>. Reading them needs no OpenCV.</summary>
internal sealed class DemoSamples
{
    private readonly byte[] atlas; // one grey byte a pixel
    private readonly AtlasIndex index;

    private DemoSamples(byte[] atlas, AtlasIndex index)
    {
        this.atlas = atlas;
        this.index = index;
    }

    /// <summary>Number of pictures.</summary>
    public int Count => index.Count;

    /// <summary>Size of a picture in pixels.</summary>
    public Size Size => new(index.Width, index.Height);

    /// <summary>Reads the samples of a bundle.</summary>
    /// <param name="folder">The bundle's <c>samples</c> folder.</param>
    /// <param name="classes">Number of classes in the bundle.</param>
    /// <exception cref="InputException">Files are missing or do not match.</exception>
    public static DemoSamples Load(string folder, int classes)
    {
        string labelsPath = Path.Combine(folder, "labels.json");
        AtlasIndex index = StrictJson.Read<AtlasIndex>(labelsPath);
        if (index.Count < 1 || index.Columns < 1 || index.Width < 1 || index.Height < 1 || index.Labels.Count != index.Count)
        {
            throw new InputException($"{labelsPath}: {index.Labels.Count} labels for {index.Count} pictures in {index.Columns} columns; the numbers must agree and be positive");
        }

        if (index.Labels.Any(label => label < 0 || label >= classes))
        {
            throw new InputException($"{labelsPath}: a label is not one of the model's {classes} classes");
        }

        string imagesPath = Path.Combine(folder, "images.png");
        if (!File.Exists(imagesPath))
        {
            throw new InputException($"{imagesPath}: no such file; the demo camera shows the pictures in it");
        }

        DecodedImage picture = ImageDecoder.Decode(imagesPath);
        long width = (long)index.Columns * index.Width;
        long height = (((long)index.Count + index.Columns - 1) / index.Columns) * index.Height;
        if (picture.Width != width || picture.Height != height)
        {
            throw new InputException($"{imagesPath}: has {picture.Width}×{picture.Height} pixels; labels.json describes {width}×{height}");
        }

        byte[] atlas = new byte[width * height];
        new Preprocessor(new InputSpec(Crop: "none") { Color = "gray", Width = picture.Width, Height = picture.Height, Mean = [0], Std = [1] }).Run(picture.View, atlas);
        return new DemoSamples(atlas, index);
    }

    /// <summary>The true class of a picture.</summary>
    public int LabelOf(int sample) => index.Labels[sample];

    /// <summary>A picture, one grey byte a pixel.</summary>
    public ImageView this[int sample]
    {
        get
        {
            int stride = index.Columns * index.Width;
            int start = (sample / index.Columns * index.Height * stride) + (sample % index.Columns * index.Width);
            return new ImageView(atlas.AsSpan(start, ((index.Height - 1) * stride) + index.Width), index.Width, index.Height, stride, PixelFormat.Gray8);
        }
    }

    /// <summary>Copies a picture, one grey channel, into <paramref name="target"/>, <paramref name="inset"/> pixels from its upper left corner.</summary>
    public unsafe void CopyTo(int sample, Mat target, int inset)
    {
        ImageView picture = this[sample];
        for (int y = 0; y < picture.Height; y++)
        {
            picture.Pixels.Slice(y * picture.Stride, picture.Width).CopyTo(new Span<byte>((byte*)target.Ptr(inset + y) + inset, picture.Width));
        }
    }

    /// <summary><c>labels.json</c>.</summary>
    private sealed record AtlasIndex(int Columns, int Count, int Height, int Width, IReadOnlyList<int> Labels);
}

using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Pictures of one size in one array.</summary>
/// <param name="name">Data set and split.</param>
/// <param name="file">The file or folder that they come from.</param>
/// <param name="pixels"><c>[N, height, width, channels]</c>.</param>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
/// <param name="format"><see cref="PixelFormat.Gray8"/> or <see cref="PixelFormat.Rgb24"/>.</param>
/// <param name="labels"><c>[N]</c>.</param>
/// <param name="classes">Class names.</param>
internal sealed class ArrayImageSet(string name, string file, byte[] pixels, int height, int width, PixelFormat format, byte[] labels, IReadOnlyList<string> classes) : IImageSet
{
    private readonly int stride = width * (format == PixelFormat.Gray8 ? 1 : 3);

    public string Name => name;

    public int Count => labels.Length;

    public IReadOnlyList<string> Classes => classes;

    public int Label(int index) => labels[index];

    public string Origin(int index) => $"{file}, picture {index}";

    public (int Width, int Height)? Size(int index) => (width, height);

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination)
    {
        int size = height * stride;
        preprocessor.Run(new ImageView(pixels.AsSpan(index * size, size), width, height, stride, format), destination);
    }
}

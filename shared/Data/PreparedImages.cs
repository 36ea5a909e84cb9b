using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Preprocessed pictures of another set in memory, for repeated use.</summary>
internal sealed class PreparedImages : IImageSet
{
    private readonly IImageSet source;
    private readonly byte[] pixels; // [N, H, W, C]

    /// <summary>Reads all pictures once.</summary>
    /// <param name="source">The pictures.</param>
    /// <param name="preprocessor">The network's; readers must use an equal one.</param>
    /// <param name="bytes">Bytes of a prepared picture.</param>
    public PreparedImages(IImageSet source, Preprocessor preprocessor, int bytes)
    {
        this.source = source;
        pixels = new byte[(long)source.Count * bytes];
        for (int i = 0; i < source.Count; i++)
        {
            source.Read(i, preprocessor, pixels.AsSpan(i * bytes, bytes));
        }
    }

    public string Name => source.Name;

    public int Count => source.Count;

    public IReadOnlyList<string> Classes => source.Classes;

    public int Label(int index) => source.Label(index);

    public string Origin(int index) => source.Origin(index);

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination) => pixels.AsSpan(index * destination.Length, destination.Length).CopyTo(destination);
}

using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Picture files with labels.</summary>
internal sealed class FolderImageSet(string name, string[] files, int[] labels, IReadOnlyList<string> classes) : IImageSet
{
    /// <summary>Paths of the pictures.</summary>
    public IReadOnlyList<string> Files => files;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Count => files.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => classes;

    /// <inheritdoc/>
    public int Label(int index) => labels[index];

    /// <inheritdoc/>
    public string Origin(int index) => files[index];

    /// <inheritdoc/>
    public (int Width, int Height)? Size(int index) => ImageDecoder.ReadSize(files[index]);

    /// <inheritdoc/>
    public void Read(int index, Preprocessor preprocessor, Span<byte> destination) =>
        preprocessor.Run(ImageDecoder.Decode(files[index]).View, destination);
}

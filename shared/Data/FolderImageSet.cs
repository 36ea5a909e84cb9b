using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Picture files with labels.</summary>
internal sealed class FolderImageSet(string name, string[] files, int[] labels, IReadOnlyList<string> classes) : IImageSet
{
    /// <summary>Paths of the pictures.</summary>
    public IReadOnlyList<string> Files => files;

    /// <summary>Classes of the pictures.</summary>
    public IReadOnlyList<int> Labels => labels;

    public string Name => name;

    public int Count => files.Length;

    public IReadOnlyList<string> Classes => classes;

    public int Label(int index) => labels[index];

    public string Origin(int index) => files[index];

    public string Fingerprint(int index) => PictureFingerprint.Of(files[index]);

    public (int Width, int Height)? Size(int index) => ImageDecoder.ReadSize(files[index]);

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination) =>
        preprocessor.Run(ImageDecoder.Decode(files[index]).View, destination);
}

using System.IO.Compression;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Some of a bundle's training pictures: features, name, class and a thumbnail each, in one ZIP file that the card lists with its hash.
/// Optional. At most <see cref="Most"/> pictures, evenly by class; one takes about 5 KB.
/// </summary>
internal sealed class LearnedPictures : ILearnedPictures
{
    /// <summary>Name of the file in a bundle.</summary>
    public const string FileName = "learned.zip";

    /// <summary>Largest number of pictures.</summary>
    public const int Most = 300;

    private const string ListEntry = "pictures.json";
    private const string FeaturesEntry = "features.f32";
    private const long LargestEntry = 256 << 20;
    private static readonly DateTimeOffset noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the same pictures give the same file
    private readonly Entry[] pictures;
    private readonly float[] features; // [N, F], unit vectors
    private readonly Dictionary<string, byte[]> thumbnails;

    private LearnedPictures(Entry[] pictures, float[] features, Dictionary<string, byte[]> thumbnails) => (this.pictures, this.features, this.thumbnails) = (pictures, features, thumbnails);

    /// <summary>Number of pictures.</summary>
    public int Count => pictures.Length;

    /// <summary>Writes the file.</summary>
    /// <param name="folder">The bundle.</param>
    /// <param name="images">Learned pictures in files of their own.</param>
    /// <param name="table">Their features, in the same order.</param>
    /// <param name="input">The network's input: a thumbnail shows what the network sees.</param>
    /// <param name="stop">Checked between pictures.</param>
    /// <returns>The file, for the card.</returns>
    public static FileSpec Write(string folder, IImageSet images, FeatureTable table, InputSpec input, CancellationToken stop)
    {
        using MemoryStream content = new();
        using (ZipArchive zip = new(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            List<Entry> entries = [];
            List<float> values = [];
            foreach (int index in table.Rounds().Take(Most))
            {
                stop.ThrowIfCancellationRequested();
                string sha256 = Convert.ToHexStringLower(SHA256.HashData(RegularFile.ReadBytes(images.Origin(index))));
                if (entries.Any(entry => entry.Sha256 == sha256))
                {
                    continue;
                }

                entries.Add(new Entry(Path.GetFileName(images.Origin(index)), sha256, images.Classes[images.Label(index)]));
                values.AddRange(table[index]);
                Add(zip, ThumbnailEntry(sha256), Thumbnail.Jpeg(images, index, input), CompressionLevel.NoCompression);
            }

            Add(zip, ListEntry, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(entries, StrictJson.Line), CompressionLevel.Optimal);
            Add(zip, FeaturesEntry, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)), CompressionLevel.Optimal);
        }

        byte[] file = content.ToArray();
        AtomicFile.Write(Path.Combine(folder, FileName), stream => stream.Write(file));
        return FileSpec.Of(FileName, file);
    }

    /// <summary>Opens the file of a bundle; null if it has none.</summary>
    /// <exception cref="InputException">It was changed or is damaged.</exception>
    public static LearnedPictures? Of(ModelBundle bundle) => bundle.ReadLearned() is byte[] content ? Parse(content, Path.Combine(bundle.Directory ?? "", FileName)) : null;

    /// <summary>Reads the file's content; <paramref name="what"/> names it in errors.</summary>
    /// <exception cref="InputException">It is damaged.</exception>
    public static LearnedPictures Parse(byte[] content, string what)
    {
        try
        {
            using ZipArchive zip = new(new MemoryStream(content));
            Entry[] pictures = StrictJson.Parse<Entry[]>(System.Text.Encoding.UTF8.GetString(Read(zip, ListEntry)), what);
            float[] features = MemoryMarshal.Cast<byte, float>(Read(zip, FeaturesEntry)).ToArray();
            if (pictures.Length == 0 || features.Length % pictures.Length != 0)
            {
                throw new InvalidDataException($"{features.Length} features of {pictures.Length} pictures");
            }

            int width = features.Length / pictures.Length;
            for (int i = 0; i < pictures.Length; i++)
            {
                UnitVector.Normalise(features.AsSpan(i * width, width));
            }

            return new LearnedPictures(pictures, features, pictures.ToDictionary(picture => picture.Sha256, picture => Read(zip, ThumbnailEntry(picture.Sha256))));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException)
        {
            throw new InputException($"{what}: is damaged ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}); get the bundle again", e);
        }
    }

    public IReadOnlyList<NearPicture> Nearest(ReadOnlySpan<float> other, int count)
    {
        if (other.Length * pictures.Length != features.Length)
        {
            return []; // of another network
        }

        float[] unit = other.ToArray();
        UnitVector.Normalise(unit);
        float[] cosines = new float[pictures.Length];
        for (int i = 0; i < cosines.Length; i++)
        {
            cosines[i] = TensorPrimitives.Dot(unit, features.AsSpan(i * unit.Length, unit.Length));
        }

        return NearPicture.Nearest(cosines, count, i => (pictures[i].Name, pictures[i].Sha256, pictures[i].Class));
    }

    byte[]? ILearnedPictures.Thumbnail(string sha256) => thumbnails.GetValueOrDefault(sha256);

    private static string ThumbnailEntry(string sha256) => $"thumbnails/{sha256}.jpg";

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> content, CompressionLevel level)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, level);
        entry.LastWriteTime = noTime;
        using Stream stream = entry.Open();
        stream.Write(content);
    }

    private static byte[] Read(ZipArchive zip, string name)
    {
        ZipArchiveEntry entry = zip.GetEntry(name) is { Length: <= LargestEntry } found ? found : throw new InvalidDataException($"it lacks {name}");
        using Stream stream = entry.Open();
        byte[] content = new byte[entry.Length];
        stream.ReadExactly(content);
        return content;
    }

    private sealed record Entry(string Name, string Sha256, string Class);
}

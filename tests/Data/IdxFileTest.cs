using System.IO.Compression;
using EdgeResNet.Shared.Data;

namespace EdgeResNet.Tests.Data;

public sealed class IdxFileTest : IDisposable
{
    private static readonly byte[] twoByThree = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];

    private readonly string folder = Directory.CreateTempSubdirectory("idx").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sizes_and_elements_are_read_with_and_without_gzip(bool gzip)
    {
        (int[] size, byte[] data) = IdxFile.Read(Save(twoByThree, gzip), rank: 2);
        Assert.Equal([2, 3], size);
        Assert.Equal([1, 2, 3, 4, 5, 6], data);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_truncated_file_is_named_with_its_reason(bool gzip)
    {
        string path = Save(twoByThree[..^1], gzip);
        InputException error = Assert.Throws<InputException>(() => IdxFile.Read(path, rank: 2));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("truncated", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_gzip_file_is_refused()
    {
        string path = Save(twoByThree, gzip: true);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..20]);
        Assert.Contains(path, Assert.Throws<InputException>(() => IdxFile.Read(path, rank: 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_rank_surplus_bytes_and_other_files_are_refused()
    {
        Assert.Throws<InputException>(() => IdxFile.Read(Save(twoByThree, gzip: false), rank: 3));
        Assert.Contains("longer", Assert.Throws<InputException>(() => IdxFile.Read(Save([.. twoByThree, 7], gzip: false), rank: 2)).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => IdxFile.Read(Save([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], gzip: false), rank: 2));
        Assert.Throws<InputException>(() => IdxFile.Read(Path.Combine(folder, "missing"), rank: 2));
    }

    private string Save(byte[] content, bool gzip)
    {
        string path = Path.Combine(folder, gzip ? "data.gz" : "data");
        using Stream file = File.Create(path);
        using Stream stream = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(content);
        return path;
    }
}

using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>
/// The format of <c>torch.save</c> since PyTorch 1.6: a zip archive with a pickle and the elements of each storage
/// (torch/serialization.py).
/// </summary>
internal sealed class TorchArchive(ZipArchive archive, string folder) : ITorchStorages
{
    /// <summary>Reads the archive's object. The archive must stay open for the storages of <see cref="TorchWorld"/>.</summary>
    /// <exception cref="InvalidDataException">It is not an intact archive of torch.save.</exception>
    public static (PickleResult Object, TorchWorld World) Read(ZipArchive archive)
    {
        ZipArchiveEntry pickle = archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))
            ?? throw new InvalidDataException("the archive has no data.pkl");
        string folder = pickle.FullName[..^"data.pkl".Length];
        if (archive.GetEntry(folder + "byteorder") is ZipArchiveEntry order && Encoding.ASCII.GetString(Content(order)).Trim() != "little")
        {
            throw new InvalidDataException("it was written on a big-endian machine; write it again on another");
        }

        TorchWorld world = new(new TorchArchive(archive, folder));
        return (Pickle.Load(Content(pickle), world), world);
    }

    public TorchStorage Open(string key, ScalarType type, long count)
    {
        ZipArchiveEntry entry = archive.GetEntry($"{folder}data/{key}") ?? throw new InvalidDataException($"the archive lacks data/{key}");
        return new TorchStorage(type, entry.Length / TorchStorage.SizeOf(type), () => Content(entry));
    }

    /// <summary>The bytes of an entry. PyTorch never compresses them; a compressed entry is refused, because it could expand without limit.</summary>
    private static byte[] Content(ZipArchiveEntry entry)
    {
        if (entry.CompressedLength != entry.Length || entry.Length > Array.MaxLength)
        {
            throw new InvalidDataException($"{entry.FullName} is compressed or too large");
        }

        byte[] content = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(content);
        return content;
    }
}

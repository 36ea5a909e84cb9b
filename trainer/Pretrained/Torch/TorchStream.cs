using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>
/// The format of <c>torch.save</c> before PyTorch 1.6 (<c>_legacy_save</c> in torch/serialization.py). It has pickles of a magic number,
/// a version, the machine, the object, and the storages' keys. The number and the elements of each storage follow.
/// </summary>
internal sealed class TorchStream : ITorchStorages
{
    private const int Version = 1001;
    private const int CountBytes = 8;

    private static readonly BigInteger magic = BigInteger.Parse("01950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> MagicOpcode => [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]; // LONG1 with the number

    private readonly ReadOnlyMemory<byte> file;
    private readonly Dictionary<string, (ScalarType Type, long Count)> wanted = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> contents = [];
    private int position;

    private TorchStream(ReadOnlyMemory<byte> file) => this.file = file;

    /// <summary>Whether the first bytes (at least 14) begin a file of this format.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) =>
        start.Length > 2 && start[0] == 0x80 && start[1] <= 5 && start.IndexOf(MagicOpcode) >= 0;

    /// <summary>Reads the file's object; storages are slices of <paramref name="file"/>.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static (PickleResult Object, TorchWorld World) Read(ReadOnlyMemory<byte> file)
    {
        TorchStream stream = new(file);
        TorchWorld world = new(stream);
        Require(stream.Next(world).Root is BigInteger number && number == magic, "its beginning is damaged");
        Require(stream.Next(world).Root is long and Version, $"its version is not {Version}");
        Require(stream.Next(world).Root is Dictionary<object, object?> machine && machine.GetValueOrDefault("little_endian") is true, "it was written on a big-endian machine; write it again on another");
        PickleResult found = stream.Next(world);
        List<object?> keys = stream.Next(world).Root as List<object?> ?? throw new InvalidDataException("it has no list of storages");
        foreach (object? key in keys)
        {
            stream.ReadStorage(key as string ?? throw new InvalidDataException("its list of storages has an entry that is not a name"));
        }

        Require(stream.wanted.Keys.All(stream.contents.ContainsKey), "a storage is missing");
        return (found, world);
    }

    public TorchStorage Open(string key, ScalarType type, long count)
    {
        Require(count >= 0 && count <= file.Length / TorchStorage.SizeOf(type), $"storage {key} exceeds the file");
        wanted[key] = (type, count);
        return new TorchStorage(type, count, () => contents[key]);
    }

    private PickleResult Next(TorchWorld world)
    {
        PickleResult result = Pickle.Load(file.Span[position..], world);
        position += result.Length;
        return result;
    }

    private void ReadStorage(string key)
    {
        (ScalarType type, long count) = wanted.TryGetValue(key, out (ScalarType, long) known) ? known : throw new InvalidDataException($"storage {key} belongs to no tensor");
        Require(file.Length - position >= CountBytes, "it is cut off");
        Require(BinaryPrimitives.ReadInt64LittleEndian(file.Span[position..]) == count, $"storage {key} does not have the size of its tensors");
        position += CountBytes;
        long bytes = count * TorchStorage.SizeOf(type);
        Require(bytes <= file.Length - position, "it is cut off");
        contents[key] = file.Slice(position, (int)bytes);
        position += (int)bytes;
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}

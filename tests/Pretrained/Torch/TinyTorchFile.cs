using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeResNet.Tests.Pretrained.Torch;

/// <summary>Writes minimal files like <c>torch.save</c>, and pickles that it would never write.</summary>
internal static class TinyTorchFile
{
    public static byte[] Mark => [(byte)'('];

    public static byte[] Text(string text) => [(byte)'X', .. Int32(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Whole(int number) => [(byte)'J', .. Int32(number)];

    public static byte[] Global(string module, string name) => [(byte)'c', .. Encoding.UTF8.GetBytes($"{module}\n{name}\n")];

    public static byte[] Tuple(params byte[][] items) => [(byte)'(', .. items.SelectMany(item => item), (byte)'t'];

    public static byte[] Call(byte[] function, params byte[][] arguments) => [.. function, .. Tuple(arguments), (byte)'R'];

    public static byte[] Dictionary(params (byte[] Key, byte[] Value)[] entries) =>
        [.. Call(Global("collections", "OrderedDict")), .. Mark, .. entries.SelectMany(entry => (byte[])[.. entry.Key, .. entry.Value]), (byte)'u'];

    public static byte[] Pickle(byte[] value) => [0x80, 2, .. value, (byte)'.'];

    /// <summary>A view of storage <paramref name="key"/>; <paramref name="part"/> adds the entry of files before PyTorch 1.6: None, or the part of the storage.</summary>
    public static byte[] Tensor(string key, int elements, int offset, int[] shape, int[] strides, string type = "FloatStorage", byte[]? part = null) => Call(
        Global("torch._utils", "_rebuild_tensor_v2"),
        [.. Tuple([Text("storage"), Global("torch", type), Text(key), Text("cpu"), Whole(elements), .. part is null ? [] : new[] { part }]), (byte)'Q'],
        Whole(offset),
        Tuple([.. shape.Select(Whole)]),
        Tuple([.. strides.Select(Whole)]),
        [0x89],
        Call(Global("collections", "OrderedDict")));

    public static byte[] Archive(byte[] pickle, params (string Key, byte[] Elements)[] storages)
    {
        using MemoryStream file = new();
        using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "weights/data.pkl", pickle);
            foreach ((string key, byte[] elements) in storages)
            {
                Add(archive, $"weights/data/{key}", elements);
            }
        }

        return file.ToArray();
    }

    /// <summary>A file as torch.save wrote it before PyTorch 1.6.</summary>
    public static byte[] Stream(byte[] pickle, byte[] littleEndian, params (string Key, int Count, byte[] Elements)[] storages) =>
    [
        .. Pickle([0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]),
        .. Pickle(Whole(1001)),
        .. Pickle(Dictionary((Text("protocol_version"), Whole(1001)), (Text("little_endian"), littleEndian))),
        .. pickle,
        .. Pickle([(byte)']', .. Mark, .. storages.SelectMany(storage => Text(storage.Key)), (byte)'e']),
        .. storages.SelectMany(storage => (byte[])[.. Int32(storage.Count), 0, 0, 0, 0, .. storage.Elements]),
    ];

    public static byte[] Floats(params float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }

    private static byte[] Int32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}

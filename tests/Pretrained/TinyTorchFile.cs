using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeResNet.Tests.Pretrained;

/// <summary>Writes files as <c>torch.save</c> does, as small as they get, and pickles that it never would.</summary>
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

    /// <summary>A view of storage <paramref name="key"/>.</summary>
    public static byte[] Tensor(string key, int elements, int offset, int[] shape, int[] strides, string type = "FloatStorage") => Call(
        Global("torch._utils", "_rebuild_tensor_v2"),
        [.. Tuple(Text("storage"), Global("torch", type), Text(key), Text("cpu"), Whole(elements)), (byte)'Q'],
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

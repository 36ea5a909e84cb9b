using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeResNet.Shared.Files;
using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Files;

/// <summary>
/// The safetensors file format: eight bytes of header length, a JSON header, the elements (little-endian, C order).
/// Writes float32 and int64, the types of a checkpoint; reads further types of published weights.
/// </summary>
internal static class SafeTensors
{
    private const string MetadataKey = "__metadata__";
    private const int MostDimensions = 16;
    private const int LargestHeader = 100_000_000; // the limit of the reference implementation

    /// <summary>Writes a network's weights and norm statistics atomically under PyTorch's names.</summary>
    /// <param name="network">The network; the caller owns it.</param>
    /// <param name="path">The file.</param>
    /// <param name="metadata">Text metadata.</param>
    public static void Save(Network network, string path, params KeyValuePair<string, string>[] metadata) =>
        AtomicFile.Write(path, stream => Write(stream, network.state_dict().Select(entry => (entry.Key, entry.Value)), [KeyValuePair.Create("format", "pt"), .. metadata]));

    /// <summary>Writes tensors (in the given order) and text metadata.</summary>
    public static void Write(Stream stream, IEnumerable<(string Name, Tensor Tensor)> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        JsonObject header = new() { [MetadataKey] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))) };
        List<Tensor> order = [];
        long offset = 0;
        foreach ((string name, Tensor tensor) in tensors)
        {
            long bytes = tensor.numel() * tensor.element_size();
            header[name] = new JsonObject
            {
                ["dtype"] = TypeName(tensor.dtype),
                ["shape"] = new JsonArray([.. tensor.shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(JsonValue.Create(offset), JsonValue.Create(offset + bytes)),
            };
            order.Add(tensor);
            offset += bytes;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        int padded = (json.Length + 7) / 8 * 8; // aligns the elements
        byte[] start = new byte[8 + padded];
        start.AsSpan(8).Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(start, padded);
        json.CopyTo(start, 8);
        stream.Write(start);
        foreach (Tensor tensor in order)
        {
            using IDisposable scope = NewDisposeScope();
            stream.Write(tensor.detach().cpu().contiguous().bytes);
        }
    }

    /// <summary>Whether the first bytes (at least 8) may begin a file of this format, by the header's length.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) =>
        BinaryPrimitives.TryReadInt64LittleEndian(start, out long length) && length is > 0 and <= LargestHeader;

    /// <summary>Reads every tensor; the caller owns them.</summary>
    /// <exception cref="InputException">The file is missing, truncated or of another format.</exception>
    public static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(string path)
    {
        byte[] file = RegularFile.ReadBytes(path);
        try
        {
            if (!Begins(file))
            {
                throw new InputException($"{path}: is not a safetensors file, or its beginning is damaged");
            }

            long length = BinaryPrimitives.ReadInt64LittleEndian(file);
            if (length > file.Length - 8)
            {
                throw new InputException($"{path}: is cut off: it announces a header of {length} bytes and has {file.Length} in all");
            }

            return Parse(path, file, (int)length);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or FormatException or IndexOutOfRangeException or ExternalException)
        {
            throw new InputException($"{path}: is not an intact safetensors file ({e.Message.ReplaceLineEndings(" ")})", e);
        }
    }

    private static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Parse(string path, byte[] file, int headerLength)
    {
        Dictionary<string, Tensor> tensors = [];
        Dictionary<string, string> metadata = [];
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, headerLength));
        foreach (JsonProperty entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == MetadataKey)
            {
                foreach (JsonProperty pair in entry.Value.EnumerateObject())
                {
                    metadata[pair.Name] = pair.Value.GetString() ?? "";
                }

                continue;
            }

            ScalarType type = entry.Value.GetProperty("dtype").GetString() switch
            {
                "F32" => ScalarType.Float32,
                "F64" => ScalarType.Float64,
                "F16" => ScalarType.Float16,
                "BF16" => ScalarType.BFloat16,
                "I64" => ScalarType.Int64,
                string other => throw new InputException($"{path}: {entry.Name} has elements of type {other}; F32, F64, F16, BF16 and I64 are read"),
                null => throw new InputException($"{path}: {entry.Name} has no element type"),
            };
            long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            long from = entry.Value.GetProperty("data_offsets")[0].GetInt64();
            long to = entry.Value.GetProperty("data_offsets")[1].GetInt64();
            int start = 8 + headerLength;
            if (from < 0 || to < from || to > file.Length - start || to - from != Bytes(shape, type, file.Length))
            {
                throw new InputException($"{path}: its header is wrong: the shape of {entry.Name} does not fit its bytes, or these lie outside the file; fetch the file again");
            }

            Tensor tensor = zeros(shape, dtype: type);
            tensor.bytes = file.AsSpan((int)(start + from), (int)(to - from));
            tensors[entry.Name] = tensor;
        }

        return (tensors, metadata);
    }

    /// <summary>Bytes of a tensor, or -1 for a shape that cannot lie in a file of this length. Nothing is allocated before this is known.</summary>
    private static long Bytes(long[] shape, ScalarType type, long most)
    {
        long bytes = type switch { ScalarType.Float64 or ScalarType.Int64 => 8, ScalarType.Float32 => 4, _ => 2 };
        foreach (long size in shape)
        {
            if (size < 0 || size > most || bytes > most)
            {
                return -1;
            }

            bytes *= size;
        }

        return shape.Length <= MostDimensions ? bytes : -1;
    }

    private static string TypeName(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Int64 => "I64",
        _ => throw new NotSupportedException($"checkpoints hold float32 and int64, not {type}"),
    };
}

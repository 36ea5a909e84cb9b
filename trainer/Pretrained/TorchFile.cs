using System.Globalization;
using System.IO.Compression;
using System.Text;
using EdgeResNet.Shared.Contract;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained;

/// <summary>
/// Files that PyTorch's <c>torch.save</c> writes since 1.6: a zip archive with a pickle and the elements of each storage beside it
/// (torch/serialization.py). Only tensors and containers are built, with memory that the file's size bounds.
/// </summary>
internal static class TorchFile
{
    /// <summary>Reads every tensor of the file's dictionary, or of the one in it under <c>state_dict</c> or <c>model</c>; the caller owns them.</summary>
    /// <exception cref="InputException">The file is missing, damaged, something else, or wants to run code.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            ZipArchiveEntry pickle = archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))
                ?? throw new InputException($"{path}: is no file of torch.save: the archive has no data.pkl");
            string folder = pickle.FullName[..^"data.pkl".Length];
            if (archive.GetEntry(folder + "byteorder") is ZipArchiveEntry order && Encoding.ASCII.GetString(Content(order)).Trim() != "little")
            {
                throw new InputException($"{path}: was written on a big-endian machine; write it again on another");
            }

            object? root = Pickle.Load(Content(pickle), new TorchWorld(archive, folder));
            return Build(path, Weights(path, root));
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{path}: is no usable file of torch.save: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ReadError.Of(path, e);
        }
    }

    /// <summary>The bytes of an entry, which PyTorch never compresses: so that nothing grows when it is read.</summary>
    internal static byte[] Content(ZipArchiveEntry entry)
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

    private static Dictionary<object, object?> Weights(string path, object? root)
    {
        Dictionary<object, object?> dictionary = root as Dictionary<object, object?> ?? throw new InputException($"{path}: holds no dictionary of tensors; save a state_dict");
        foreach (string key in (string[])["state_dict", "model"])
        {
            if (dictionary.TryGetValue(key, out object? inner) && inner is Dictionary<object, object?> weights)
            {
                return weights;
            }
        }

        return dictionary;
    }

    private static Dictionary<string, Tensor> Build(string path, Dictionary<object, object?> weights)
    {
        Dictionary<string, Tensor> tensors = [];
        foreach ((object key, object? value) in weights)
        {
            if (key is string name && value is TorchTensor tensor)
            {
                tensors[name] = tensor.Build();
            }
        }

        return tensors.Count > 0 ? tensors : throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{path}: its dictionary of {weights.Count} entries holds no tensor; save a state_dict"));
    }
}

/// <summary>The elements of some tensors: an entry of the archive.</summary>
internal sealed class TorchStorage(ZipArchiveEntry entry, ScalarType type)
{
    private byte[]? content;

    /// <summary>Type of an element.</summary>
    public ScalarType Type => type;

    /// <summary>Number of elements.</summary>
    public long Count => entry.Length / ElementSize(type);

    /// <summary>All elements, little-endian; read when first asked for.</summary>
    public byte[] Content => content ??= TorchFile.Content(entry);

    private static int ElementSize(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        _ => 1,
    };
}

/// <summary>A view of a storage, in elements.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>The tensor, with memory of its own.</summary>
    public Tensor Build()
    {
        using Tensor elements = zeros([Storage.Count], dtype: Storage.Type);
        elements.bytes = Storage.Content.AsSpan(0, (int)(elements.numel() * elements.element_size()));
        using Tensor view = elements.as_strided(Shape, Strides, Offset);
        return view.clone();
    }
}

/// <summary>What the pickle of a state_dict may name.</summary>
internal sealed class TorchWorld(ZipArchive archive, string folder) : IPickleWorld
{
    private const string Torch = "torch";

    private static readonly PickleGlobal orderedDict = new("collections", "OrderedDict");
    private static readonly PickleGlobal rebuildTensor = new("torch._utils", "_rebuild_tensor_v2");
    private static readonly PickleGlobal rebuildParameter = new("torch._utils", "_rebuild_parameter");
    private static readonly PickleGlobal size = new(Torch, "Size");

    private static readonly Dictionary<string, ScalarType> storages = new()
    {
        ["DoubleStorage"] = ScalarType.Float64,
        ["FloatStorage"] = ScalarType.Float32,
        ["HalfStorage"] = ScalarType.Float16,
        ["BFloat16Storage"] = ScalarType.BFloat16,
        ["LongStorage"] = ScalarType.Int64,
        ["IntStorage"] = ScalarType.Int32,
        ["ShortStorage"] = ScalarType.Int16,
        ["CharStorage"] = ScalarType.Int8,
        ["ByteStorage"] = ScalarType.Byte,
        ["BoolStorage"] = ScalarType.Bool,
    };

    private readonly Dictionary<string, TorchStorage> loaded = [];

    /// <inheritdoc/>
    public bool Allows(PickleGlobal global) =>
        global == orderedDict || global == rebuildTensor || global == rebuildParameter || global == size || (global.Module == Torch && storages.ContainsKey(global.Name));

    /// <inheritdoc/>
    public object? Call(PickleGlobal function, object?[] arguments)
    {
        if (function == orderedDict && arguments.Length == 0)
        {
            return new Dictionary<object, object?>();
        }

        if (function == size && arguments is [object?[] sizes])
        {
            return sizes;
        }

        if (function == rebuildParameter && arguments is [TorchTensor data, ..])
        {
            return data;
        }

        if (function == rebuildTensor && arguments is [TorchStorage storage, long offset, object?[] shape, object?[] strides, ..])
        {
            return View(storage, offset, Whole(shape), Whole(strides));
        }

        throw new InvalidDataException($"the pickle calls {function} with {arguments.Length} arguments that make no sense");
    }

    /// <inheritdoc/>
    public object? Load(object? id)
    {
        if (id is not object?[] { Length: >= 5 } parts || parts[0] is not "storage" || parts[1] is not PickleGlobal type || parts[2] is not string key || !storages.TryGetValue(type.Name, out ScalarType elements))
        {
            throw new InvalidDataException("the pickle refers to something that is no storage");
        }

        if (!loaded.TryGetValue(key, out TorchStorage? storage))
        {
            ZipArchiveEntry entry = archive.GetEntry($"{folder}data/{key}") ?? throw new InvalidDataException($"the archive lacks data/{key}");
            storage = loaded[key] = new TorchStorage(entry, elements);
        }

        return storage.Type == elements ? storage : throw new InvalidDataException($"data/{key} is used as two types");
    }

    /// <summary>A view that lies inside its storage, and is not larger than it: an expanded one could be of any size.</summary>
    private static TorchTensor View(TorchStorage storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length || offset < 0)
        {
            throw new InvalidDataException("the pickle has a tensor whose shape and strides do not fit");
        }

        Int128 count = 1;
        Int128 last = offset;
        for (int i = 0; i < shape.Length; i++)
        {
            count *= Math.Min(shape[i], int.MaxValue);
            last += (Int128)(shape[i] - 1) * strides[i];
            if (shape[i] < 0 || strides[i] < 0 || count > storage.Count || (shape[i] > 0 && last >= storage.Count))
            {
                throw new InvalidDataException("the pickle has a tensor that lies outside its storage");
            }
        }

        return offset <= storage.Count && (count == 0 || last < storage.Count)
            ? new TorchTensor(storage, offset, shape, strides)
            : throw new InvalidDataException("the pickle has a tensor that lies outside its storage");
    }

    private static long[] Whole(object?[] numbers) =>
        [.. numbers.Select(number => number as long? ?? throw new InvalidDataException("the pickle has a tensor with a size that is no whole number"))];
}

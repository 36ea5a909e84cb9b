using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>Finds the storages that a pickle names.</summary>
internal interface ITorchStorages
{
    /// <summary>The storage of a key.</summary>
    /// <param name="key">Its name in the file.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="count">Number of elements in the pickle.</param>
    /// <exception cref="InvalidDataException">It is missing, or larger than the file.</exception>
    TorchStorage Open(string key, ScalarType type, long count);
}

/// <summary>The objects in the pickle of a state_dict.</summary>
internal sealed class TorchWorld(ITorchStorages storages) : IPickleWorld, IDisposable
{
    private const string Utils = "torch._utils";
    private const int ViewPart = 5; // of a persistent id

    private static readonly PickleGlobal orderedDict = new("collections", "OrderedDict");
    private static readonly PickleGlobal[] rebuildTensor = [new(Utils, "_rebuild_tensor_v2"), new(Utils, "_rebuild_tensor")]; // the second before 0.4
    private static readonly PickleGlobal[] rebuildParameter = [new(Utils, "_rebuild_parameter"), new("torch.nn.parameter", "Parameter")];
    private static readonly PickleGlobal size = new("torch", "Size");

    private static readonly Dictionary<string, ScalarType> types = new()
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

    private readonly Dictionary<(string Root, string? View), TorchStorage> loaded = [];

    public bool Knows(PickleGlobal global) =>
        global == orderedDict || global == size || rebuildTensor.Contains(global) || rebuildParameter.Contains(global);

    public object? Call(PickleGlobal function, object?[] arguments)
    {
        if (function == orderedDict)
        {
            return Ordered(arguments);
        }

        if (function == size && arguments is [object?[] sizes])
        {
            return sizes;
        }

        if (arguments is [PickleObject, ..])
        {
            return new PickleObject(); // a tensor with an unsupported element type
        }

        if (rebuildParameter.Contains(function) && arguments is [TorchTensor data, ..])
        {
            return data;
        }

        if (rebuildTensor.Contains(function) && arguments is [TorchStorage storage, long offset, object?[] shape, object?[] strides, ..])
        {
            return TorchTensor.View(storage, offset, Whole(shape), Whole(strides));
        }

        throw new InvalidDataException($"the pickle calls {function} with {arguments.Length} invalid arguments");
    }

    public object? Load(object? id)
    {
        if (id is object?[] { Length: >= 2 } module && module[0] is "module")
        {
            return module[1]; // a network's class with its source text
        }

        if (id is not object?[] { Length: >= ViewPart } parts || parts[0] is not "storage" || parts[1] is not PickleGlobal type || parts[2] is not string key || parts[4] is not long count)
        {
            throw new InvalidDataException("the pickle refers to something that is not a storage");
        }

        if (!types.TryGetValue(type.Name, out ScalarType elements))
        {
            return new PickleObject();
        }

        if (!loaded.TryGetValue((key, null), out TorchStorage? storage))
        {
            storage = loaded[(key, null)] = storages.Open(key, elements, count);
        }

        if (storage.Type != elements)
        {
            throw new InvalidDataException($"data/{key} is used as two types");
        }

        return parts.Length > ViewPart && parts[ViewPart] is object?[] view ? Part(key, storage, view) : storage;
    }

    public void Dispose()
    {
        foreach (TorchStorage storage in loaded.Values)
        {
            storage.Dispose();
        }
    }

    private TorchStorage Part(string key, TorchStorage storage, object?[] view)
    {
        if (view is not [string name, long offset, long length])
        {
            throw new InvalidDataException("the pickle refers to an invalid part of a storage");
        }

        return loaded.TryGetValue((key, name), out TorchStorage? part) ? part : loaded[(key, name)] = storage.Part(offset, length);
    }

    /// <summary>An ordered dictionary; Python 2 writes its entries as a list of pairs.</summary>
    private static Dictionary<object, object?> Ordered(object?[] arguments)
    {
        Dictionary<object, object?> dictionary = [];
        foreach (object? entry in arguments is [List<object?> entries] ? entries : arguments.Length == 0 ? [] : throw new InvalidDataException("the pickle makes a dictionary of something that is not a list"))
        {
            PickleContainers.SetItems(entry is object?[] { Length: 2 } tuple ? tuple : entry is List<object?> { Count: 2 } list ? [.. list] : throw new InvalidDataException("the pickle has a dictionary with an entry that is not a pair"), dictionary);
        }

        return dictionary;
    }

    private static long[] Whole(object?[] numbers) =>
        [.. numbers.Select(number => number as long? ?? throw new InvalidDataException("the pickle has a tensor with a size that is not an integer"))];
}

namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>
/// A pickle's unused objects, the marks between them, and its memo. Methods that change it return true, so an opcode can be an
/// expression.
/// </summary>
internal sealed class PickleStack
{
    private readonly List<object?> objects = [];
    private readonly Stack<int> marks = new();
    private readonly Dictionary<int, object?> memo = [];

    /// <summary>Adds an object.</summary>
    public bool Push(object? value)
    {
        objects.Add(value);
        return true;
    }

    /// <summary>Begins a container.</summary>
    public bool Mark()
    {
        marks.Push(objects.Count);
        return true;
    }

    /// <summary>The single object at the pickle's end.</summary>
    public object? Last() =>
        objects.Count == 1 && marks.Count == 0 ? objects[0] : throw new InvalidDataException("the pickle stops in the middle of an object");

    /// <summary>Takes the newest object.</summary>
    public object? Pop() => Pop(1)[0];

    /// <summary>Takes the newest <paramref name="count"/> objects, all after the last mark.</summary>
    public object?[] Pop(int count)
    {
        int first = objects.Count - count;
        return first >= (marks.Count > 0 ? marks.Peek() : 0) ? TakeFrom(first) : throw new InvalidDataException("the pickle takes more objects than it made");
    }

    /// <summary>Takes all objects since the last mark, and the mark.</summary>
    public object?[] PopToMark() =>
        marks.TryPop(out int first) ? TakeFrom(first) : throw new InvalidDataException("the pickle ends a container that it never began");

    /// <summary>The newest object, without taking it.</summary>
    public object? Peek() => objects.Count > 0 ? objects[^1] : throw new InvalidDataException("the pickle refers to an object before it made one");

    /// <summary>Stores the newest object in the memo; absent key: the next one.</summary>
    public bool Remember(int? key = null)
    {
        memo[key ?? memo.Count] = Peek();
        return true;
    }

    /// <summary>Adds an object of the memo.</summary>
    public bool Recall(int key) => Push(memo.TryGetValue(key, out object? value) ? value : throw new InvalidDataException($"the pickle refers to object {key}, which it never made"));

    private object?[] TakeFrom(int first)
    {
        object?[] taken = [.. objects[first..]];
        objects.RemoveRange(first, taken.Length);
        return taken;
    }
}

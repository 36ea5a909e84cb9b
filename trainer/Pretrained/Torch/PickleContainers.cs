namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>Fills lists and dictionaries, and returns true; a placeholder ignores its content.</summary>
internal static class PickleContainers
{
    /// <summary>Adds items to a list.</summary>
    /// <exception cref="InvalidDataException">It is not a list.</exception>
    public static bool Append(object?[] items, object? list)
    {
        if (list is not PickleObject)
        {
            (list as List<object?> ?? throw NoContainer()).AddRange(items);
        }

        return true;
    }

    /// <summary>Makes a dictionary of key, value, key, value.</summary>
    /// <exception cref="InvalidDataException">A value is missing.</exception>
    public static Dictionary<object, object?> Dictionary(object?[] pairs)
    {
        Dictionary<object, object?> dictionary = [];
        SetItems(pairs, dictionary);
        return dictionary;
    }

    /// <summary>Sets entries of a dictionary from key, value, key, value. Keys other than text and integers become placeholders, because they might hash a mutable container.</summary>
    /// <exception cref="InvalidDataException">It is not a dictionary, or a value is missing.</exception>
    public static bool SetItems(object?[] pairs, object? dictionary)
    {
        if (pairs.Length % 2 != 0)
        {
            throw new InvalidDataException("the pickle has a key without a value");
        }

        if (dictionary is PickleObject)
        {
            return true;
        }

        Dictionary<object, object?> target = dictionary as Dictionary<object, object?> ?? throw NoContainer();
        for (int i = 0; i < pairs.Length; i += 2)
        {
            target[pairs[i] is string or long ? pairs[i]! : new PickleObject()] = pairs[i + 1];
        }

        return true;
    }

    private static InvalidDataException NoContainer() => new("the pickle fills something that is not a container of that kind");
}

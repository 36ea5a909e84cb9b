using EdgeResNet.Trainer.Layers;

namespace EdgeResNet.Trainer.Export.Onnx;

/// <summary>The values of a graph by name, and the checks that a layer fits what it reads.</summary>
internal sealed class GraphValues
{
    private readonly Dictionary<string, Value> values = [];

    /// <summary>A value that a layer made.</summary>
    public Value this[string name] => values[name];

    /// <summary>Adds what a layer makes.</summary>
    /// <exception cref="InputException">There is one of that name.</exception>
    public void Add(Value y) => Refuse(!values.TryAdd(y.Name, y), y.Name, "occurs twice");

    /// <summary>What a layer reads, which another one made.</summary>
    /// <exception cref="InputException">None did.</exception>
    public Value Known(string layer, Value x)
    {
        Refuse(!values.TryGetValue(x.Name, out Value known) || known != x, layer, $"reads {Describe(x)}, which no layer made");
        return x;
    }

    /// <summary>The same, for a layer that takes pictures.</summary>
    /// <exception cref="InputException">None did, or the value is flat.</exception>
    public Value Picture(string layer, Value x)
    {
        Refuse(Known(layer, x).IsFlat, layer, $"needs a picture, gets the flat {Describe(x)}");
        return x;
    }

    /// <summary>Name and shape.</summary>
    public static string Describe(Value x) => $"{x.Name} [{x.Channels}, {x.Height}, {x.Width}]";

    /// <summary>What a window makes of a value that it fits into.</summary>
    /// <exception cref="InputException">It does not fit.</exception>
    public static Value Slide(string layer, Value x, Window window)
    {
        int least = window.Kernel - window.Padded(0);
        int extent = Math.Min(x.Height, x.Width);
        Refuse(extent < least, layer, $"needs at least {least} rows and columns, gets {extent}: use larger images");
        return x.Slid(layer, window);
    }

    /// <summary>Refuses a graph where a condition holds.</summary>
    /// <exception cref="InputException">It holds.</exception>
    public static void Refuse(bool condition, string layer, string reason)
    {
        if (condition)
        {
            throw new InputException($"layer {layer} {reason}");
        }
    }
}

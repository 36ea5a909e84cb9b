using EdgeResNet.Trainer.Layers;

namespace EdgeResNet.Trainer.Export.Onnx;

/// <summary>The values of a graph by name, with checks of each layer's input.</summary>
internal sealed class GraphValues
{
    private readonly Dictionary<string, Value> values = [];

    /// <summary>The value of this name.</summary>
    public Value this[string name] => values[name];

    /// <summary>Adds a layer's output.</summary>
    /// <exception cref="InputException">The name is taken.</exception>
    public void Add(Value y) => Refuse(!values.TryAdd(y.Name, y), y.Name, "occurs twice");

    /// <summary>A layer's input, made by another layer.</summary>
    /// <exception cref="InputException">No layer made it.</exception>
    public Value Known(string layer, Value x)
    {
        Refuse(!values.TryGetValue(x.Name, out Value known) || known != x, layer, $"reads {Describe(x)}, but no layer made it");
        return x;
    }

    /// <summary>The same, for a layer that takes pictures.</summary>
    /// <exception cref="InputException">No layer made it, or it is flat.</exception>
    public Value Picture(string layer, Value x)
    {
        Refuse(Known(layer, x).IsFlat, layer, $"needs a picture, gets the flat {Describe(x)}");
        return x;
    }

    /// <summary>Name and shape.</summary>
    public static string Describe(Value x) => $"{x.Name} [{x.Channels}, {x.Height}, {x.Width}]";

    /// <summary>The output of a window over a value.</summary>
    /// <exception cref="InputException">It does not fit.</exception>
    public static Value Slide(string layer, Value x, Window window)
    {
        int least = window.Kernel - window.Padded(0);
        int extent = Math.Min(x.Height, x.Width);
        Refuse(extent < least, layer, $"needs at least {least} rows and columns, gets {extent}: use larger images");
        return x.Slid(layer, window);
    }

    /// <summary>Refuses a graph if a condition is true.</summary>
    /// <exception cref="InputException">It is true.</exception>
    public static void Refuse(bool condition, string layer, string reason)
    {
        if (condition)
        {
            throw new InputException($"layer {layer} {reason}");
        }
    }
}

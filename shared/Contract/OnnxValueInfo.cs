namespace EdgeResNet.Shared.Contract;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">ONNX's number of the element type: 1 float32, 2 uint8.</param>
/// <param name="Dimensions">Sizes; -1 where symbolic.</param>
internal sealed record OnnxValueInfo(string Name, int ElementType, IReadOnlyList<long> Dimensions)
{
    /// <summary>ONNX's number of float32.</summary>
    public const int Float32 = 1;

    /// <summary>ONNX's number of uint8.</summary>
    public const int UInt8 = 2;

    public override string ToString() =>
        $"{Name} {(ElementType switch { Float32 => "float32", UInt8 => "uint8", _ => $"type {ElementType}" })} [{string.Join(", ", Dimensions.Select(d => d switch { < 0 => "N", 0 => "any", _ => $"{d}" }))}]";
}

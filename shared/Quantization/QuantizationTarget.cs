namespace EdgeResNet.Shared.Quantization;

/// <summary>What a runtime wants to see before it computes with 8-bit integers.</summary>
/// <param name="Name">As <c>--target</c> names it.</param>
/// <param name="Precision">The file's key in the card.</param>
/// <param name="File">The file's name in the bundle.</param>
internal sealed record QuantizationTarget(string Name, string Precision, string File)
{
    /// <summary>
    /// ONNX Runtime's CPU provider: a node is computed in integers when its inputs come from integers and its output goes
    /// to integers. Activations are unsigned bytes with any zero point, so that a ReLU costs nothing: its range begins at 0,
    /// and what is below is clipped.
    /// </summary>
    public static QuantizationTarget Cpu { get; } = new("cpu", "int8", "model.int8.onnx")
    {
        Units = ["Conv", "Gemm", "Add", "Concat", "AveragePool", "GlobalAveragePool"],
        Carriers = ["MaxPool", "Flatten", "Slice"],
        IntegerThroughout = true,
    };

    /// <summary>
    /// TensorRT: symmetric signed activations, the bias and what is between the layers left in float32 to fuse. The weights
    /// are written as float32 with the two conversions behind them.
    /// </summary>
    public static QuantizationTarget TensorRt { get; } = new("tensorrt", "int8-trt", "model.int8-trt.onnx")
    {
        Units = ["Conv", "Gemm", "Add"],
        Carriers = [],
        IntegerThroughout = false,
    };

    /// <summary>Operators that are computed in integers.</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>Operators that pass integers on as they are.</summary>
    public required IReadOnlyList<string> Carriers { get; init; }

    /// <summary>Whether everything between the first and the last layer is to be integers, with norms as convolutions, ReLUs clipped away and biases in 32 bits.</summary>
    public required bool IntegerThroughout { get; init; }

    /// <summary>Levels for the sizes of a value that is never negative; a value of both signs has 128.</summary>
    public int PositiveLevels => IntegerThroughout ? 256 : 128;

    /// <summary>The target of that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static QuantizationTarget Parse(string name) =>
        name == Cpu.Name ? Cpu : name == TensorRt.Name ? TensorRt : throw new UsageException($"--target {name}: is no target; known are {Cpu.Name} and {TensorRt.Name}");

    /// <summary>How a value of this range is written.</summary>
    public QuantizationParameters Parameters(ValueRange range) =>
        IntegerThroughout ? QuantizationParameters.Asymmetric(range) : QuantizationParameters.Symmetric(range);
}

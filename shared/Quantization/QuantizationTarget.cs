namespace EdgeResNet.Shared.Quantization;

/// <summary>A runtime's requirements for 8-bit integer arithmetic.</summary>
/// <param name="Name">Its name in <c>--target</c>.</param>
/// <param name="Precision">The file's key in the card.</param>
/// <param name="File">The file's name in the bundle.</param>
internal sealed record QuantizationTarget(string Name, string Precision, string File)
{
    /// <summary>
    /// ONNX Runtime's CPU provider: a node runs in integers if its inputs and output are integers. Activations are unsigned bytes
    /// with any zero point, so a ReLU is free: its range begins at 0 and clips lower values.
    /// </summary>
    public static QuantizationTarget Cpu { get; } = new("cpu", "int8", "model.int8.onnx")
    {
        Units = ["Conv", "Gemm", "Add", "Concat", "AveragePool", "GlobalAveragePool"],
        Carriers = ["MaxPool", "Flatten", "Slice"],
        IntegerThroughout = true,
    };

    /// <summary>
    /// TensorRT: symmetric signed activations; the bias and the nodes between layers stay float32 for fusion. Weights are float32
    /// followed by the two conversions.
    /// </summary>
    public static QuantizationTarget TensorRt { get; } = new("tensorrt", "int8-trt", "model.int8-trt.onnx")
    {
        Units = ["Conv", "Gemm", "Add"],
        Carriers = [],
        IntegerThroughout = false,
    };

    /// <summary>Operators that are computed in integers.</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>Operators that pass integers on unchanged.</summary>
    public required IReadOnlyList<string> Carriers { get; init; }

    /// <summary>Whether everything between the first and the last layer becomes integers: norms as convolutions, ReLUs by clipping, biases in 32 bits.</summary>
    public required bool IntegerThroughout { get; init; }

    /// <summary>Levels for a non-negative value; a signed one has 128.</summary>
    public int PositiveLevels => IntegerThroughout ? 256 : 128;

    /// <summary>The target of that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static QuantizationTarget Parse(string name) =>
        name == Cpu.Name ? Cpu : name == TensorRt.Name ? TensorRt : throw new UsageException($"--target {name}: is not a target; known are {Cpu.Name} and {TensorRt.Name}");

    /// <summary>Quantisation parameters for a value of this range.</summary>
    public QuantizationParameters Parameters(ValueRange range) =>
        IntegerThroughout ? QuantizationParameters.Asymmetric(range) : QuantizationParameters.Symmetric(range);
}

using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Quantization;

/// <summary>Result of the search.</summary>
/// <param name="Model">The quantised graph.</param>
/// <param name="Method">Name of the best range method.</param>
/// <param name="Float">Names of the layers that stay float32.</param>
/// <param name="Drop">Loss of validation top-1 against float32, 0 to 1.</param>
internal sealed record QuantizationResult(ModelProto Model, string Method, IReadOnlyList<string> Float, double Drop);

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Onnx;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Shared.Quantization;

/// <summary>What was seen of a value.</summary>
/// <param name="Range">Smallest and largest number.</param>
/// <param name="Histogram">How often which size.</param>
internal sealed record Activation(ValueRange Range, ActivationHistogram Histogram);

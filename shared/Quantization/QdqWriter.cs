using EdgeResNet.Shared.Onnx;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Shared.Quantization;

/// <summary>
/// Writes a quantised graph in ONNX's QDQ form: float32 operators between pairs of QuantizeLinear and DequantizeLinear. A runtime
/// with integer kernels replaces an operator and its pairs by one kernel. Other runtimes compute the same numbers in float32.
/// Zero points are always written.
/// </summary>
internal sealed class QdqWriter
{
    private readonly QuantizableGraph source;
    private readonly FloatGraph result;
    private readonly IReadOnlySet<string> quantized;
    private readonly SharedScales scales;
    private readonly HashSet<string> integers = []; // values that exist as integers only
    private readonly HashSet<string> converted = []; // values with a pair

    private QdqWriter(QuantizableGraph source, IReadOnlyDictionary<string, ValueRange> ranges, IReadOnlySet<string> quantized)
    {
        (this.source, this.quantized) = (source, quantized);
        result = source.Graph.Copy();
        result.Nodes.Clear();
        scales = new SharedScales(source, ranges, quantized);
    }

    /// <summary>Writes the graph.</summary>
    /// <param name="source">The graph to quantise.</param>
    /// <param name="ranges">Range of every value of <see cref="QuantizableGraph.Values"/>.</param>
    /// <param name="quantized">Outputs of the integer units; the others stay float32.</param>
    public static ModelProto Write(QuantizableGraph source, IReadOnlyDictionary<string, ValueRange> ranges, IReadOnlySet<string> quantized) =>
        new QdqWriter(source, ranges, quantized).Write();

    private static string Dequantized(string value) => $"{value}.dequantized";

    private ModelProto Write()
    {
        HashSet<string> units = [.. source.Units.Select(unit => unit.Output[0]).Where(quantized.Contains)];
        HashSet<string> absorbed = [];
        foreach (NodeProto node in source.Graph.Nodes)
        {
            if (absorbed.Contains(node.Output[0]))
            {
                continue; // the range already does this ReLU's work
            }

            if (units.Contains(node.Output[0]))
            {
                absorbed.Add(WriteUnit(node));
            }
            else
            {
                WriteOther(node);
            }
        }

        foreach (string output in source.Graph.Outputs.Where(integers.Contains))
        {
            // Others read the integers: the float value as an output would keep its layer from an integer kernel.
            GraphOutputs.Rename(result.Nodes, output, $"{output}.exact");
            GraphOutputs.Rename(result.Nodes, Dequantized(output), output);
        }

        return result.Build();
    }

    private string WriteUnit(NodeProto unit)
    {
        NodeProto node = unit.Clone();
        HashSet<string> activations = [.. source.Activations(unit)];
        for (int i = 0; i < node.Input.Count; i++)
        {
            string value = unit.Input[i];
            node.Input[i] = activations.Contains(value) ? AsIntegers(value) : Readable(value);
        }

        if (QuantizableGraph.HasWeights(unit))
        {
            WriteWeights(node, unit.Input[0]);
        }

        string made = source.Result(unit);
        node.Output[0] = made;
        result.Nodes.Add(node);
        if (source.Target.IntegerThroughout && made != source.Graph.Output)
        {
            AsIntegers(made);
            integers.Add(made);
        }

        return made;
    }

    private void WriteOther(NodeProto other)
    {
        NodeProto node = other.Clone();
        bool carries = source.IsCarrier(other) && integers.Contains(other.Input[0]);
        for (int i = 0; i < node.Input.Count; i++)
        {
            node.Input[i] = i == 0 && QuantizableGraph.HasWeights(node) ? AsNumbers(node) : Readable(node.Input[i]);
        }

        result.Nodes.Add(node);
        if (carries && other.Output[0] != source.Graph.Output)
        {
            AsIntegers(other.Output[0]);
            integers.Add(other.Output[0]);
        }
    }

    private string Readable(string value) => integers.Contains(value) ? Dequantized(value) : value;

    /// <summary>
    /// The input of a float32 layer. Integers are converted with equal scales per channel: behind a single scale, ONNX Runtime would
    /// quantise the layer's weights by itself.
    /// </summary>
    private string AsNumbers(NodeProto layer)
    {
        string value = layer.Input[0];
        if (!integers.Contains(value))
        {
            return value;
        }

        string numbers = $"{value}.numbers";
        if (converted.Add(numbers))
        {
            QuantizationParameters parameters = source.Target.Parameters(scales.RangeOf(value));
            int channels = QuantizableGraph.InputChannels(layer, result.Floats(layer.Input[1]).Shape);
            (string scale, string zeroPoint) = ($"{numbers}.scale", $"{numbers}.zero_point");
            result.Set(Tensor<float>(scale, [.. Enumerable.Repeat(parameters.Scale, channels)], channels));
            result.Set(Tensor<byte>(zeroPoint, [.. Enumerable.Repeat((byte)parameters.ZeroPoint, channels)], channels));
            result.Nodes.Add(Node("DequantizeLinear", numbers, numbers, [$"{value}.quantized", scale, zeroPoint], Int("axis", 1)));
        }

        return numbers;
    }

    /// <summary>Converts an activation to integers and back, once.</summary>
    private string AsIntegers(string value)
    {
        if (converted.Add(value))
        {
            QuantizationParameters parameters = source.Target.Parameters(scales.RangeOf(value));
            (string scale, string zeroPoint) = ($"{value}.scale", $"{value}.zero_point");
            result.Set(Tensor<float>(scale, [parameters.Scale]));
            result.Set(source.Target.IntegerThroughout ? Tensor<byte>(zeroPoint, [(byte)parameters.ZeroPoint]) : Tensor<sbyte>(zeroPoint, [0]));
            string quantizedValue = $"{value}.quantized";
            result.Nodes.Add(Node("QuantizeLinear", quantizedValue, quantizedValue, [value, scale, zeroPoint]));
            result.Nodes.Add(Node("DequantizeLinear", Dequantized(value), Dequantized(value), [quantizedValue, scale, zeroPoint]));
        }

        return Dequantized(value);
    }

    private void WriteWeights(NodeProto node, string input)
    {
        string weight = node.Input[1];
        Weights floats = result.Floats(weight);
        float[]? bias = node.Input.Count > 2 ? result.Floats(node.Input[2]).Values : null;
        bool integerBias = source.Target.IntegerThroughout;
        float inputScale = integerBias ? source.Target.Parameters(scales.RangeOf(input)).Scale : 0;
        QuantizedWeights integersOf = QuantizedWeights.Of(floats, bias, inputScale);
        int channels = integersOf.Scales.Length;
        (string scale, string zeroPoint, string quantizedWeight) = ($"{weight}.scale", $"{weight}.zero_point", $"{weight}.quantized");
        result.Set(Tensor<float>(scale, integersOf.Scales, channels));
        result.Set(Tensor<sbyte>(zeroPoint, new sbyte[channels], channels));
        if (integerBias)
        {
            result.Set(Tensor<sbyte>(quantizedWeight, integersOf.Values, floats.Shape));
        }
        else
        {
            result.Nodes.Add(Node("QuantizeLinear", quantizedWeight, quantizedWeight, [weight, scale, zeroPoint], Int("axis", 0)));
        }

        result.Nodes.Add(Node("DequantizeLinear", Dequantized(weight), Dequantized(weight), [quantizedWeight, scale, zeroPoint], Int("axis", 0)));
        node.Input[1] = Dequantized(weight);
        if (integerBias && bias is not null)
        {
            WriteBias(node, integersOf, inputScale);
        }
    }

    private void WriteBias(NodeProto node, QuantizedWeights weights, float inputScale)
    {
        string bias = node.Input[2];
        int channels = weights.Bias.Length;
        (string scale, string zeroPoint, string quantizedBias) = ($"{bias}.scale", $"{bias}.zero_point", $"{bias}.quantized");
        result.Set(Tensor<float>(scale, [.. weights.Scales.Select(s => s * inputScale)], channels));
        result.Set(Tensor<int>(zeroPoint, new int[channels], channels));
        result.Set(Tensor<int>(quantizedBias, weights.Bias, channels));
        result.Nodes.Add(Node("DequantizeLinear", Dequantized(bias), Dequantized(bias), [quantizedBias, scale, zeroPoint], Int("axis", 0)));
        node.Input[2] = Dequantized(bias);
    }
}

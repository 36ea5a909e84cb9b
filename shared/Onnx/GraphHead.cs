namespace EdgeResNet.Shared.Onnx;

/// <summary>The end of a classifier's graph.</summary>
/// <param name="Layer">The Gemm that makes the logits.</param>
/// <param name="Features">The value that it reads, <c>[N, F]</c>.</param>
/// <param name="Activations">The last map, <c>[N, C, h, w]</c>, before pooling or flattening.</param>
/// <param name="AveragesMap">Whether the features are the averages of the map's channels.</param>
internal sealed record GraphHead(NodeProto Layer, string Features, string Activations, bool AveragesMap)
{
    /// <summary>Finds the end.</summary>
    /// <param name="nodes">Of the graph.</param>
    /// <param name="logits">Name of the logits.</param>
    /// <param name="what">Names the graph in messages.</param>
    /// <exception cref="InputException">The graph does not end like a classifier.</exception>
    public static GraphHead Find(IEnumerable<NodeProto> nodes, string logits, string what)
    {
        Dictionary<string, NodeProto> makers = nodes.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node);
        if (makers.GetValueOrDefault(logits) is not { OpType: "Gemm" } layer)
        {
            throw new InputException($"{what}: its logits do not come from a linear layer; use a model that ./edgeresnet export wrote");
        }

        string value = layer.Input[0];
        while (makers.GetValueOrDefault(value) is NodeProto maker)
        {
            value = maker.Input[0];
            if (maker.OpType == "Flatten")
            {
                bool pooled = makers.GetValueOrDefault(value) is { OpType: "GlobalAveragePool" };
                return new GraphHead(layer, layer.Input[0], pooled ? makers[value].Input[0] : value, pooled && maker.Output[0] == layer.Input[0]);
            }
        }

        throw new InputException($"{what}: has no map that becomes flat before its last layer; use a model that ./edgeresnet export wrote");
    }
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Shared.Teaching;

/// <summary>A backbone's graph with a taught head.</summary>
internal static class TaughtGraph
{
    private const string Bank = "known.learned";

    /// <summary>Adds head and bank after the features, and folds the backbone's norms.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="backbone">The backbone; not changed.</param>
    /// <param name="head">One row per label.</param>
    /// <param name="bank">The bank for the unknown measure; null if logits are enough.</param>
    /// <param name="mapShape">Extents of the last map, <c>[C, h, w]</c>.</param>
    /// <param name="card">The metadata.</param>
    public static ModelProto Build(string name, Backbone backbone, SoftmaxHead head, KnownBank? bank, long[] mapShape, EmbeddedCard card)
    {
        OutputSpec output = card.Output;
        FloatGraph graph = backbone.Graph.Copy();
        graph.FoldNorms();
        graph.Set(Tensor<float>($"{backbone.HeadName}.weight", head.Weights, head.Classes, head.Width));
        graph.Set(Tensor<float>($"{backbone.HeadName}.bias", head.Bias, head.Classes));
        graph.Nodes.Add(Node("Gemm", backbone.HeadName, output.Name, [backbone.Features, $"{backbone.HeadName}.weight", $"{backbone.HeadName}.bias"], Int("transB", 1)));
        if (bank is not null)
        {
            AppendBank(graph, backbone.Features, bank, output.Known!);
        }

        ModelProto model = GraphFile.Create(name, card.Input, graph.Nodes, graph.Constant, card);
        GraphOutputs.Add(model.Graph, output.Name, output.Name, head.Classes);
        GraphOutputs.Add(model.Graph, backbone.Features, output.Features!, head.Width);
        GraphOutputs.Add(model.Graph, backbone.Activations, output.Activations!, mapShape);
        if (bank is not null)
        {
            GraphOutputs.Add(model.Graph, output.Known!, output.Known!);
        }

        return model;
    }

    // The highest cosine: whitened features, divided by their length, times all unit vectors at once.
    private static void AppendBank(FloatGraph graph, string features, KnownBank bank, string known)
    {
        graph.Set(Tensor<float>("known.whitening", bank.Whitening, bank.Width, bank.Width));
        graph.Set(Tensor<float>(Bank, Transposed(bank), bank.Width, bank.Count));
        graph.Nodes.Add(Node("MatMul", "known.whitened", "known.whitened", [features, "known.whitening"]));
        graph.Nodes.Add(Node("ReduceL2", "known.length", "known.length", ["known.whitened"], Ints("axes", 1), Int("keepdims", 1)));
        graph.Set(Tensor<float>("known.least", [1e-12f]));
        graph.Nodes.Add(Node("Max", "known.divisor", "known.divisor", ["known.length", "known.least"])); // for a picture with zero features
        graph.Nodes.Add(Node("Div", "known.unit", "known.unit", ["known.whitened", "known.divisor"]));
        graph.Nodes.Add(Node("MatMul", "known.cosines", "known.cosines", ["known.unit", Bank]));
        graph.Nodes.Add(Node("ReduceMax", known, known, ["known.cosines"], Ints("axes", 1), Int("keepdims", 0)));
    }

    private static float[] Transposed(KnownBank bank)
    {
        float[] columns = new float[bank.Learned.Length];
        for (int i = 0; i < bank.Count; i++)
        {
            for (int f = 0; f < bank.Width; f++)
            {
                columns[(f * bank.Count) + i] = bank.Learned[(i * bank.Width) + f];
            }
        }

        return columns;
    }
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Trainer.Export.Onnx;

/// <summary>Exports a network as a self-describing ONNX file.</summary>
internal static class OnnxExporter
{
    /// <summary>Builds the graph of <paramref name="network"/> in evaluation mode, with float32 weights.</summary>
    /// <param name="network">The network; not changed.</param>
    /// <param name="name">The graph's name.</param>
    /// <param name="input">The input.</param>
    /// <param name="output">The output.</param>
    /// <param name="training">Origin of the weights.</param>
    /// <exception cref="InputException">A layer does not fit its input, a weight is not finite, or the labels do not fit the logits.</exception>
    public static ModelProto Build(Network network, string name, InputSpec input, OutputSpec output, TrainingSpec training)
    {
        if (network.InputChannels != input.Channels)
        {
            throw new InputException($"{name}: the network has {network.InputChannels} input channels, input.color '{input.Color}' has {input.Channels}");
        }

        OnnxGraphBuilder graph = new(name, input, output);
        Value logits = network.Emit(graph, "", graph.Image);
        return graph.Finish(logits, new EmbeddedCard { Architecture = network.Spec, Input = input, Output = output, Training = training });
    }
}

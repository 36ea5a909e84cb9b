using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Trainer.Export.Onnx;

/// <summary>A network as an ONNX file that describes itself.</summary>
internal static class OnnxExporter
{
    /// <summary>Builds the graph of <paramref name="network"/> in evaluation mode, with float32 weights.</summary>
    /// <param name="network">Its parameters are read, not changed.</param>
    /// <param name="name">The graph's name.</param>
    /// <param name="input">What comes in.</param>
    /// <param name="output">What the logits mean.</param>
    /// <param name="training">Where the weights come from.</param>
    /// <exception cref="InputException">A layer does not fit its input, a weight is not finite, or the labels do not fit the logits.</exception>
    public static ModelProto Build(Network network, string name, InputSpec input, OutputSpec output, TrainingSpec training)
    {
        if (network.InputChannels != input.Channels)
        {
            throw new InputException($"{name}: the network takes {network.InputChannels} channels, input.color '{input.Color}' has {input.Channels}");
        }

        OnnxGraphBuilder graph = new(name, input, output);
        Value logits = network.Emit(graph, "", graph.Image);
        return graph.Finish(logits, new EmbeddedCard { Architecture = network.Spec, Input = input, Output = output, Training = training });
    }
}

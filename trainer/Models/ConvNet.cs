using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Layers;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Models;

/// <summary>One step of a network without shortcuts or norms: a convolution with ReLU, or a pooling where <paramref name="Channels"/> is 0.</summary>
internal readonly record struct ConvStep(int Channels, int Kernel, int Stride, int Padding)
{
    /// <summary>A 3×3 convolution.</summary>
    public static ConvStep Conv3(int channels) => new(channels, 3, 1, 1);

    /// <summary>Maximum pooling.</summary>
    public static ConvStep Pool(int kernel) => new(0, kernel, 2, 0);
}

/// <summary>AlexNet or VGG as data.</summary>
/// <param name="Steps">Convolutions and poolings.</param>
/// <param name="HiddenUnits">Units of each of the two hidden layers of the classifier at width 1.</param>
/// <param name="DropoutFirst">AlexNet's order (dropout, linear, ReLU); otherwise VGG's (linear, ReLU, dropout).</param>
internal sealed record ConvNetSpec(ConvStep[] Steps, int HiddenUnits, bool DropoutFirst);

/// <summary>
/// AlexNet (Krizhevsky, 2014) and VGG (Simonyan and Zisserman, 2015), for comparison. With the ImageNet stem they equal
/// torchvision's for 224 pixels, names included. Small images get 3×3 convolutions of stride 1 and 2×2 pooling down to one or
/// two pixels a side. One linear layer over the mean of all positions follows.
/// </summary>
internal sealed class ConvNet : Network
{
    private const double DropoutProbability = 0.5;

    private readonly Sequence features;
    private readonly Sequence classifier;
    private readonly bool small;
    private readonly List<List<string>> stages = [[]]; // convolutions between poolings

    /// <summary>Builds the network for images of <paramref name="height"/> × <paramref name="width"/> pixels.</summary>
    /// <exception cref="InputException">The ImageNet stem with a size other than 224×224.</exception>
    public ConvNet(ArchitectureSpec spec, ConvNetSpec shape, int inputChannels, int height, int width)
        : base(spec, inputChannels)
    {
        small = spec.Stem == ArchitectureSpec.SmallStem;
        if (!small && (height, width) != (Architectures.ImageNetSize, Architectures.ImageNetSize))
        {
            throw new InputException($"{spec.Name}: its linear layers fit {Architectures.ImageNetSize}×{Architectures.ImageNetSize} pixels, not {width}×{height}; use --image-size {Architectures.ImageNetSize}, or {ArchitectureSpec.LargestSmallImage} or less");
        }

        List<Block> layers = [];
        int channels = inputChannels;
        int size = Math.Min(height, width); // of the shorter side
        foreach (ConvStep step in shape.Steps)
        {
            ConvStep actual = !small ? step : step.Channels > 0 ? ConvStep.Conv3(step.Channels) : ConvStep.Pool(2);
            if (actual.Channels == 0 && size < actual.Kernel)
            {
                continue;
            }

            size = ((size + (2 * actual.Padding) - actual.Kernel) / actual.Stride) + 1;
            if (actual.Channels == 0)
            {
                layers.Add(new MaxPool(new Window(actual.Kernel, actual.Stride, 0)));
                stages.Add([]);
                continue;
            }

            int outChannels = Architectures.Scale(actual.Channels, spec.Width);
            stages[^1].Add($"features.{layers.Count}");
            layers.Add(new Conv(channels, outChannels, actual.Kernel, actual.Stride, actual.Padding, hasBias: true));
            layers.Add(new Relu());
            channels = outChannels;
        }

        features = new Sequence(layers);
        classifier = small
            ? new Sequence(new LinearLayer(channels, spec.Classes))
            : Head(shape, channels * size * size, Architectures.Scale(shape.HiddenUnits, spec.Width), spec.Classes);
        RegisterComponents();
    }

    public override IReadOnlyList<IReadOnlyList<string>> Stages => [.. stages.Where(stage => stage.Count > 0), ["classifier"]];

    public override Tensor forward(Tensor input)
    {
        Tensor x = features.call(input);
        return classifier.call(small ? x.mean([2, 3]) : x.flatten(1));
    }

    public override Value Emit(IGraphBuilder graph, string path, Value x)
    {
        x = features.Emit(graph, Join(path, "features"), x);
        x = graph.Flatten(Join(path, "flatten"), small ? graph.GlobalAvgPool(Join(path, "avgpool"), x) : x);
        return classifier.Emit(graph, Join(path, "classifier"), x);
    }

    private static Sequence Head(ConvNetSpec shape, int inputs, int hidden, int classes)
    {
        Block[] first = [new LinearLayer(inputs, hidden), new Relu()];
        Block[] second = [new LinearLayer(hidden, hidden), new Relu()];
        return shape.DropoutFirst
            ? new Sequence([new Dropout(DropoutProbability), .. first, new Dropout(DropoutProbability), .. second, new LinearLayer(hidden, classes)])
            : new Sequence([.. first, new Dropout(DropoutProbability), .. second, new Dropout(DropoutProbability), new LinearLayer(hidden, classes)]);
    }
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Models;

/// <summary>A densely connected network as data.</summary>
/// <param name="Growth">Channels that each layer adds (k) at width 1.</param>
/// <param name="Depths">Layers in each dense block.</param>
/// <param name="InitialChannels">Channels of the first convolution at width 1.</param>
/// <param name="Bottleneck">1×1 convolution to 4k channels in each layer (the B of BC).</param>
/// <param name="Compression">Share of the channels that a transition keeps (θ; 0.5 is the C of BC).</param>
internal sealed record DenseNetSpec(int Growth, int[] Depths, int InitialChannels, bool Bottleneck, double Compression);

/// <summary>DenseNet and DenseNet-BC (Huang et al., 2017). Parameter names are torchvision's.</summary>
internal sealed class DenseNet : Network
{
    private readonly Features features;
    private readonly Linear classifier;
    private readonly int blocks;

    /// <summary>Builds the network.</summary>
    public DenseNet(ArchitectureSpec spec, DenseNetSpec shape, int inputChannels)
        : base(spec, inputChannels)
    {
        blocks = shape.Depths.Length;
        features = new Features(spec, shape, inputChannels);
        classifier = nn.Linear(features.OutChannels, spec.Classes);
        nn.init.zeros_(classifier.bias!);
        RegisterComponents();
    }

    public override IReadOnlyList<IReadOnlyList<string>> Stages =>
    [
        ["features.conv0", "features.norm0"],
        .. Enumerable.Range(1, blocks).Select(block => new[] { $"features.denseblock{block}", block < blocks ? $"features.transition{block}" : "features.norm5" }),
        ["classifier"],
    ];

    public override Tensor forward(Tensor input)
    {
        Tensor x = features.call(input).mean([2, 3]); // (N, C)
        return classifier.call(x.to_type(ScalarType.Float32));
    }

    public override Value Emit(IGraphBuilder graph, string path, Value x)
    {
        x = features.Emit(graph, Join(path, "features"), x);
        x = graph.Flatten(Join(path, "flatten"), graph.GlobalAvgPool(Join(path, "avgpool"), x));
        return graph.Linear(Join(path, "classifier"), x, classifier.weight!, classifier.bias);
    }

    /// <summary>The layers before the classifier; they end with a norm and a ReLU.</summary>
    private sealed class Features : Block
    {
        private static readonly Window pooling = new(Kernel: 3, Stride: 2, Padding: 1);

        private readonly Conv conv0;
        private readonly BatchNorm2d? norm0;
        private readonly List<(string Name, Block Block)> body = [];
        private readonly BatchNorm2d norm5;

        public Features(ArchitectureSpec spec, DenseNetSpec shape, int inputChannels)
            : base(nameof(Features))
        {
            int growth = Architectures.Scale(shape.Growth, spec.Width);
            int channels = Architectures.Scale(shape.InitialChannels, spec.Width);
            if (spec.Stem == ArchitectureSpec.ImageNetStem)
            {
                conv0 = new Conv(inputChannels, channels, kernel: 7, stride: 2, padding: 3);
                norm0 = nn.BatchNorm2d(channels);
            }
            else
            {
                conv0 = new Conv(inputChannels, channels, kernel: 3, padding: 1);
            }

            for (int block = 0; block < shape.Depths.Length; block++)
            {
                List<(string, Block)> layers = [];
                for (int layer = 0; layer < shape.Depths[block]; layer++)
                {
                    layers.Add(($"denselayer{layer + 1}", new DenseLayer(channels, growth, shape.Bottleneck)));
                    channels += growth;
                }

                body.Add(($"denseblock{block + 1}", new Sequence(layers)));
                if (block < shape.Depths.Length - 1)
                {
                    int kept = (int)(channels * shape.Compression);
                    body.Add(($"transition{block + 1}", new Transition(channels, kept)));
                    channels = kept;
                }
            }

            norm5 = nn.BatchNorm2d(channels);
            OutChannels = channels;

            register_module("conv0", conv0);
            if (norm0 is not null)
            {
                register_module("norm0", norm0);
            }

            foreach ((string name, Block block) in body)
            {
                register_module(name, block);
            }

            register_module("norm5", norm5);
        }

        public int OutChannels { get; }

        public override Tensor forward(Tensor input)
        {
            Tensor x = conv0.call(input);
            if (norm0 is not null)
            {
                x = pooling.MaxPool(norm0.call(x).relu_());
            }

            foreach ((_, Block block) in body)
            {
                x = block.call(x);
            }

            return norm5.call(x).relu_();
        }

        public override Value Emit(IGraphBuilder graph, string path, Value x)
        {
            x = graph.Conv($"{path}.conv0", x, conv0);
            if (norm0 is not null)
            {
                x = graph.Relu($"{path}.relu0", graph.BatchNorm($"{path}.norm0", x, norm0));
                x = graph.MaxPool($"{path}.pool0", x, pooling);
            }

            foreach ((string name, Block block) in body)
            {
                x = block.Emit(graph, $"{path}.{name}", x);
            }

            return graph.Relu($"{path}.relu5", graph.BatchNorm($"{path}.norm5", x, norm5));
        }
    }
}

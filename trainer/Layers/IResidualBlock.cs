using TorchSharp.Modules;

namespace EdgeResNet.Trainer.Layers;

/// <summary>A block that adds a branch to its input: <c>y = relu(F(x) + x)</c>.</summary>
internal interface IResidualBlock
{
    /// <summary>Whether the input is carried past the branch at all: not in a plain network.</summary>
    bool HasShortcut { get; }

    /// <summary>The branch's last norm.</summary>
    BatchNorm2d LastNorm { get; }

    /// <summary>Probability that training leaves the branch out for a picture, 0 to below 1.</summary>
    double DropProbability { get; set; }
}

using TorchSharp.Modules;

namespace EdgeResNet.Trainer.Layers;

/// <summary>A block that adds a branch to its input: <c>y = relu(F(x) + x)</c>.</summary>
internal interface IResidualBlock
{
    /// <summary>Whether the block has a shortcut; false in a plain network.</summary>
    bool HasShortcut { get; }

    /// <summary>The branch's last norm.</summary>
    BatchNorm2d LastNorm { get; }

    /// <summary>Probability, 0 to below 1, that training drops the branch for a picture.</summary>
    double DropProbability { get; set; }
}

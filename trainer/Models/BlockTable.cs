using EdgeResNet.Trainer.Layers;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Models;

/// <summary>One block of a network: a residual block, a dense layer or a transition.</summary>
/// <param name="Name">Path, such as <c>layer1.0</c>.</param>
/// <param name="Type">The block's class.</param>
/// <param name="Output">Shape for one image, <c>[channels, height, width]</c>.</param>
/// <param name="Arithmetic">The sum of <paramref name="Weights"/>: input channels × output channels × window, convolution by convolution.</param>
/// <param name="Weights">Weights of its convolutions: the multiply-accumulates of one position.</param>
/// <param name="Macs">Multiply-accumulates for one image.</param>
/// <param name="Direct">Weights of a single 3×3 convolution in place of the block, for comparison; absent without 1×1 convolutions.</param>
internal sealed record BlockRow(string Name, string Type, IReadOnlyList<int> Output, string Arithmetic, long Weights, long Macs, long? Direct);

/// <summary>The arithmetic of a network's blocks, as in the papers.</summary>
internal static class BlockTable
{
    private const int DirectWindow = 3 * 3;

    /// <summary>The blocks in data order; empty for a network without blocks.</summary>
    /// <param name="network">Any network.</param>
    /// <param name="layers">Its layers.</param>
    public static IReadOnlyList<BlockRow> Of(Network network, LayerTable layers)
    {
        Dictionary<string, nn.Module> modules = network.named_modules().ToDictionary(entry => entry.name, entry => entry.module);
        return [.. layers.Rows
            .GroupBy(row => modules.Keys.FirstOrDefault(name => IsBlock(modules[name]) && row.Name.StartsWith($"{name}.", StringComparison.Ordinal)))
            .Where(rows => rows.Key is not null)
            .Select(rows => Row(rows.Key!, modules, [.. rows]))];
    }

    private static bool IsBlock(nn.Module module) => module is BasicBlock or BottleneckBlock or DenseLayer or Transition;

    private static BlockRow Row(string name, Dictionary<string, nn.Module> modules, LayerRow[] rows)
    {
        (bool OnShortcut, Conv Conv)[] convolutions = [.. rows
            .Where(row => modules.GetValueOrDefault(row.Name) is Conv)
            .Select(row => (row.Name.Contains(".downsample.", StringComparison.Ordinal), (Conv)modules[row.Name]))];
        Conv[] way = [.. convolutions.Where(each => !each.OnShortcut).Select(each => each.Conv)];
        bool squeezed = way.Any(conv => conv.Window.Kernel == 1) && way.Any(conv => conv.Window.Kernel > 1);
        return new BlockRow(
            name,
            modules[name].GetType().Name,
            rows[^1].Output,
            string.Join(" + ", convolutions.Select(each => (each.OnShortcut ? "shortcut " : "") + Product(each.Conv))),
            convolutions.Sum(each => each.Conv.Weight.numel()),
            rows.Sum(row => row.Macs),
            squeezed ? (long)way[0].InChannels * way[^1].OutChannels * DirectWindow : null);
    }

    private static string Product(Conv conv) =>
        $"{conv.InChannels}·{conv.OutChannels}" + (conv.Window.Kernel == 1 ? "" : $"·{conv.Window.Kernel}·{conv.Window.Kernel}");
}

using EdgeResNet.Trainer.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Bundle;

/// <summary>A folded norm with a known effect: <c>conv(x)</c> without bias becomes <c>conv(x) + shift</c>.</summary>
internal sealed class FoldedNorm(BatchNorm2d norm, Conv conv, float[] shift)
{
    private const int LargestExponent = 24;

    private readonly double[] scale = Rescale(conv); // per filter
    private readonly double[] sum = new double[shift.Length];
    private readonly double[] squares = new double[shift.Length];
    private Action? stopMeasuring;
    private long count;

    /// <summary>Makes the norm exact with any statistics, so one pass can measure all norms.</summary>
    public void Begin()
    {
        Set(_ => 0, _ => 1);
        stopMeasuring = norm.register_forward_pre_hook((_, x) =>
        {
            Measure(x);
            return x;
        }).remove;
    }

    /// <summary>Sets the measured statistics.</summary>
    public void Finish()
    {
        stopMeasuring?.Invoke();
        Set(c => sum[c] / count, c => Math.Max(0, (squares[c] / count) - (sum[c] / count * (sum[c] / count))));
    }

    /// <summary>
    /// Filters with folded gains differ in size by orders of magnitude, and a step changes small ones too much. Powers of two, which are
    /// exact, bring each filter near its initial size (He et al., 2015). The norm undoes them.
    /// </summary>
    private static double[] Rescale(Conv conv)
    {
        int outputs = conv.OutChannels;
        double usual = Math.Sqrt(2.0 / (conv.Window.Kernel * conv.Window.Kernel * outputs));
        float[] sizes = conv.Weight.flatten(1).square().mean([1]).sqrt().data<float>().ToArray();
        double[] scale = [.. sizes.Select(size => size > 0 ? Math.ScaleB(1, (int)Math.Clamp(Math.Round(Math.Log2(usual / size)), -LargestExponent, LargestExponent)) : 1)];
        conv.Weight.mul_(tensor(scale.Select(s => (float)s).ToArray(), [outputs, 1, 1, 1]));
        return scale;
    }

    // With input s·y: gain · (s·y − mean) / sqrt(variance + ε) + bias = y + shift.
    private void Set(Func<int, double> mean, Func<int, double> variance)
    {
        int[] channels = [.. Enumerable.Range(0, shift.Length)];
        Fill(norm.running_mean!, mean);
        Fill(norm.running_var!, variance);
        Fill(norm.weight!, c => Math.Sqrt(variance(c) + norm.eps) / scale[c]);
        Fill(norm.bias!, c => shift[c] + (mean(c) / scale[c]));

        void Fill(Tensor target, Func<int, double> value) => target.copy_(tensor(channels.Select(c => (float)value(c)).ToArray()));
    }

    private void Measure(Tensor x) // (N, C, H, W)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor values = x.to(ScalarType.Float64);
        double[] sums = values.sum([0, 2, 3]).data<double>().ToArray();
        double[] ofSquares = values.square().sum([0, 2, 3]).data<double>().ToArray();
        for (int c = 0; c < sums.Length; c++)
        {
            sum[c] += sums[c];
            squares[c] += ofSquares[c];
        }

        count += x.numel() / x.shape[1];
    }
}

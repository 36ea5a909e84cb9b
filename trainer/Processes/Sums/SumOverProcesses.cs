using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Processes.Sums;

/// <summary>A sum over all processes that gradients pass: each process's loss depends on every process's value.</summary>
internal sealed class SumOverProcesses : autograd.SingleTensorFunction<SumOverProcesses>
{
    private const string SumKey = "sum";

    public override string Name => nameof(SumOverProcesses);

    /// <summary>The sum of <paramref name="value"/>, <c>[N]</c>.</summary>
    public static Tensor Of(Tensor value, ITensorSum sum) => apply(value, sum);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ITensorSum sum = (ITensorSum)vars[1];
        ctx.save_data(SumKey, sum);
        return Summed((Tensor)vars[0], sum);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        [Summed(grad_output, (ITensorSum)ctx.get_data(SumKey)), null!]; // the second input is no tensor

    private static Tensor Summed(Tensor value, ITensorSum sum)
    {
        Tensor result = value.contiguous().clone();
        sum.Sum(result);
        return result;
    }
}

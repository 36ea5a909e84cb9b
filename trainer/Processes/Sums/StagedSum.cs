using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Processes.Sums;

/// <summary>Sums tensors of a GPU through page-locked memory of the host. Owns the inner sum and the memory.</summary>
internal sealed class StagedSum(ITensorSum host) : ITensorSum
{
    private Tensor? stage;

    public string Description => $"{host.Description} through the host's memory";

    public void Sum(Tensor values, long rounded = 0)
    {
        if (stage?.numel() != values.numel())
        {
            stage?.Dispose();
            using Tensor pageable = empty(values.shape);
            stage = pageable.pin_memory().DetachFromDisposeScope();
        }

        using IDisposable noGradient = no_grad();
        stage.copy_(values);
        host.Sum(stage, rounded);
        values.copy_(stage);
    }

    public void Dispose()
    {
        stage?.Dispose();
        host.Dispose();
    }
}

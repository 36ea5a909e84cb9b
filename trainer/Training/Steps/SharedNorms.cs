using EdgeResNet.Trainer.Processes.Sums;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>Batch norms that see the pictures of all processes (SyncBN, Peng et al., 2018), as one process with the whole batch does.</summary>
internal static class SharedNorms
{
    /// <summary>Makes the norms of a network in training mode share their statistics; norms in evaluation mode keep theirs.</summary>
    /// <param name="network">The network.</param>
    /// <param name="sum">Sums over the processes; the caller owns it.</param>
    /// <param name="weight">Part of the batch in this process, 0 to 1.</param>
    public static void Apply(nn.Module network, ITensorSum sum, double weight)
    {
        foreach (BatchNorm2d norm in network.modules().OfType<BatchNorm2d>())
        {
            Tensor? shared = null; // the answer between the two hooks

            // In evaluation mode, the library's own pass is short and changes no statistics; its answer is replaced.
            norm.register_forward_pre_hook((_, x) =>
            {
                if (norm.training)
                {
                    shared = Normalize(norm, x, sum, weight);
                    norm.eval();
                }

                return x;
            });
            norm.register_forward_hook((_, _, own) =>
            {
                if (shared is not Tensor answer)
                {
                    return own;
                }

                own.Dispose();
                shared = null;
                norm.train();
                return answer;
            });
        }
    }

    private static Tensor Normalize(BatchNorm2d norm, Tensor input, ITensorSum sum, double weight)
    {
        Tensor x = input.to(ScalarType.Float32); // (N, C, H, W)
        double values = Math.Round(x.shape[0] * x.shape[2] * x.shape[3] / weight); // of a channel, in all processes
        Tensor mean = SumOverProcesses.Of(x.sum([0, 2, 3]), sum) / values;
        Tensor centred = x - Channels(mean);
        Tensor variance = SumOverProcesses.Of((centred * centred).sum([0, 2, 3]), sum) / values;
        Tensor result = (centred * Channels((variance + norm.eps).rsqrt() * norm.weight!)) + Channels(norm.bias!);
        using (no_grad())
        {
            norm.running_mean!.lerp_(mean.detach(), Momentum(norm));
            norm.running_var!.lerp_(variance.detach() * (values / Math.Max(1, values - 1)), Momentum(norm));
            norm.num_batches_tracked!.add_(1);
        }

        return result.to(input.dtype);
    }

    private static double Momentum(BatchNorm2d norm) => norm.momentum ?? throw new NotSupportedException("norms without momentum");

    private static Tensor Channels(Tensor values) => values.view(1, -1, 1, 1);
}

using EdgeResNet.Trainer.Processes;
using EdgeResNet.Trainer.Processes.Sums;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>
/// Adds up a step over all processes in one exchange: gradient <c>[P]</c>, norm statistics <c>[S]</c>, weighted by each process's part of the
/// batch, and <see cref="Numbers"/> more values. So all processes hold the same weights and statistics after every step.
/// </summary>
/// <param name="state">The network's state; the caller owns it.</param>
/// <param name="sum">Sums over the processes; the caller owns it.</param>
/// <param name="share">This process's part of the batch.</param>
internal sealed class StepExchange(FlatState state, ITensorSum sum, Share share)
{
    private const int Numbers = 4; // loss, correct pictures, wish to stop, wish to save

    /// <summary>Weight of this process's mean loss in that of the batch.</summary>
    public double Weight => share.Weight;

    /// <summary>What travels behind the gradient.</summary>
    /// <param name="loss">This process's mean loss.</param>
    /// <param name="correct">Its correct pictures.</param>
    /// <param name="wishes">Its wishes.</param>
    public Tensor[] Behind(Tensor loss, Tensor correct, StepWishes wishes)
    {
        using IDisposable noGradient = no_grad();
        Tensor numbers = cat([(loss.detach() * Weight).reshape(1), correct.reshape(1), tensor([wishes.Stop ? 1f : 0, wishes.Save ? 1f : 0], device: loss.device)], 0);
        return state.Statistics is null ? [numbers] : [state.Statistics * Weight, numbers];
    }

    /// <summary>Sums <paramref name="all"/>, the gradient with what is behind it, and takes over the norm statistics.</summary>
    /// <returns>The gradient, and the numbers: loss and correct pictures of the whole batch, and for each wish how many have it.</returns>
    public (Tensor Gradient, Tensor Numbers) Sum(Tensor all)
    {
        using IDisposable noGradient = no_grad();
        long parameters = state.Parameters.numel();
        sum.Sum(all, rounded: parameters);
        state.Statistics?.copy_(all.narrow(0, parameters, state.Statistics.numel()));
        return (all.narrow(0, 0, parameters), all.narrow(0, all.numel() - Numbers, Numbers));
    }
}

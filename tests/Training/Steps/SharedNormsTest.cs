using EdgeResNet.Trainer.Processes;
using EdgeResNet.Trainer.Processes.Sums;
using EdgeResNet.Trainer.Training.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Training.Steps;

public sealed class SharedNormsTest
{
    [Fact]
    public void With_all_pictures_in_one_process_a_shared_norm_is_the_librarys()
    {
        using IDisposable scope = NewDisposeScope();
        manual_seed(3);
        BatchNorm2d own = nn.BatchNorm2d(5);
        BatchNorm2d shared = nn.BatchNorm2d(5);
        own.train();
        shared.train();
        SharedNorms.Apply(nn.Sequential(shared), new HostSum(new OneProcess()), weight: 1);
        Tensor input = randn(6, 5, 4, 3) * 3 + 2;
        Tensor way = randn(6, 5, 4, 3);
        (Tensor Answer, Tensor Gradient) first = Pass(own);
        (Tensor Answer, Tensor Gradient) second = Pass(shared);
        Close(first.Answer, second.Answer);
        Close(first.Gradient, second.Gradient);
        Close(own.weight!.grad!, shared.weight!.grad!);
        Close(own.bias!.grad!, shared.bias!.grad!);
        Close(own.running_mean!, shared.running_mean!);
        Close(own.running_var!, shared.running_var!);
        Assert.Equal(1, shared.num_batches_tracked!.item<long>());
        Assert.True(shared.training);

        shared.eval();
        own.eval();
        Close(own.call(input), shared.call(input));
        Assert.Equal(1, shared.num_batches_tracked!.item<long>());

        (Tensor, Tensor) Pass(BatchNorm2d norm)
        {
            Tensor x = input.detach().clone().requires_grad_();
            Tensor answer = norm.call(x).relu_();
            (answer * way).sum().backward();
            return (answer.detach(), x.grad!);
        }
    }

    private static void Close(Tensor expected, Tensor actual) =>
        Assert.True((expected - actual).abs().max().item<float>() <= 2e-6 * (1 + expected.abs().max().item<float>()), $"differ by {(expected - actual).abs().max().item<float>()}");
}

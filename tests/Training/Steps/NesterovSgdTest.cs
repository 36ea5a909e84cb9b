using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Training.Steps;

public class NesterovSgdTest
{
    private const double Momentum = 0.9;
    private const double Decay = 0.01;
    private const double BiasLr = 3;
    private const double Lr = 0.1;

    [Theory]
    [InlineData("resnet20")]
    [InlineData("densenet-bc-L22-k8")]
    [InlineData("alexnet")] // no norms, biases everywhere
    public void Steps_over_one_buffer_equal_the_formula_per_parameter(string arch)
    {
        using IDisposable scope = NewDisposeScope();
        using Network network = Create(arch);
        Dictionary<string, float[]> weights = network.named_parameters().ToDictionary(p => p.name, p => Values(p.parameter));
        Dictionary<string, float[]> velocities = weights.ToDictionary(p => p.Key, p => new float[p.Value.Length]);
        using FlatState state = new(network);
        using NesterovSgd optimizer = new(state, Momentum, Decay, BiasLr);
        manual_seed(5);
        for (int step = 0; step < 4; step++)
        {
            foreach ((string name, Parameter parameter) in network.named_parameters())
            {
                Tensor gradient = randn(parameter.shape);
                parameter.grad = gradient;
                Follow(weights[name], velocities[name], Values(gradient), decays: parameter.ndim > 1, name.EndsWith("bias", StringComparison.Ordinal) ? BiasLr * Lr : Lr);
            }

            optimizer.Step(optimizer.TakeGradient(), Lr);
        }

        Dictionary<string, Tensor> momentum = optimizer.Buffers.ToDictionary(b => b.Name, b => b.Buffer);
        Assert.Equal(weights.Count, momentum.Count);
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            Assert.Null(parameter.grad);
            Assert.Equal(parameter.shape, momentum[name].shape);
            AssertClose(weights[name], Values(parameter), name);
            AssertClose(velocities[name], Values(momentum[name]), name);
        }
    }

    [Fact]
    public void A_network_in_buffers_answers_and_learns_the_same()
    {
        using IDisposable scope = NewDisposeScope();
        using Network plain = Create("resnet20");
        using Network flat = Create("resnet20");
        using FlatState state = new(flat);
        manual_seed(6);
        Tensor images = randn(4, 1, 16, 16);
        foreach (Network network in new[] { plain, flat })
        {
            network.train();
            network.call(images).square().sum().backward();
        }

        Dictionary<string, Tensor> expected = plain.state_dict();
        Assert.All(flat.state_dict(), entry => Assert.True(expected[entry.Key].Equals(entry.Value), entry.Key));
        Assert.All(plain.named_parameters().Zip(flat.named_parameters()), pair => Assert.True(pair.First.parameter.grad!.Equals(pair.Second.parameter.grad!), pair.First.name));
        Assert.Equal(plain.ParameterCount, state.Parameters.numel());
        Assert.True(state.Counters!.eq(1).all().item<bool>());
    }

    [Fact]
    public void The_average_follows_its_formula_and_is_short_at_the_start()
    {
        using IDisposable scope = NewDisposeScope();
        using Network network = Create("resnet20");
        using FlatState state = new(network);
        using WeightAverage average = new(state, Create("resnet20"), decay: 0.5);
        using IDisposable noGradient = no_grad();
        double weight = Values(network.state_dict()["fc.weight"])[0];
        double variance = 1;
        double expectedWeight = weight;
        double expectedVariance = variance;
        for (int step = 0; step < 12; step++)
        {
            weight += 1;
            variance += 0.5;
            state.Parameters.add_(1);
            state.Statistics!.add_(0.5);
            state.Counters!.add_(1);
            average.Update(step);
            double keep = Math.Min(0.5, (1.0 + step) / (10.0 + step));
            expectedWeight = (keep * expectedWeight) + ((1 - keep) * weight);
            expectedVariance = (keep * expectedVariance) + ((1 - keep) * variance);
        }

        Dictionary<string, Tensor> averaged = average.Network.state_dict();
        Assert.Equal(expectedWeight, Values(averaged["fc.weight"])[0], 4);
        Assert.Equal(expectedVariance, Values(averaged["layer3.2.bn2.running_var"])[0], 4);
        Assert.Equal(12, averaged["bn1.num_batches_tracked"].item<long>());
    }

    private static Network Create(string arch)
    {
        manual_seed(4);
        return Architectures.Create(new ArchitectureSpec(arch, 0.25, ArchitectureSpec.SmallStem, 3), inputChannels: 1, imageSize: 16);
    }

    /// <summary>PyTorch's documented update, one number after the other.</summary>
    private static void Follow(float[] weights, float[] velocities, float[] gradients, bool decays, double lr)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            double gradient = gradients[i] + (decays ? Decay * weights[i] : 0);
            velocities[i] = (float)((Momentum * velocities[i]) + gradient);
            weights[i] -= (float)(lr * (gradient + (Momentum * velocities[i])));
        }
    }

    private static void AssertClose(float[] expected, float[] actual, string name)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5 * Math.Max(1, Math.Abs(expected[i])), $"{name}[{i}] is {actual[i]}, expected {expected[i]}");
        }
    }

    private static float[] Values(Tensor tensor) => tensor.detach().cpu().data<float>().ToArray();
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Bundle;
using EdgeResNet.Trainer.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Teachers;

/// <summary>A teacher rebuilt from its bundle on the pupil's device, so pictures and answers stay on a GPU.</summary>
internal sealed class NetworkTeacher : ITeacher
{
    private readonly Network network;
    private readonly Normalizer normalizer;
    private readonly InputSpec input;
    private readonly ScalarType type;

    private NetworkTeacher(Network network, Normalizer normalizer, InputSpec input, ScalarType type) => (this.network, this.normalizer, this.input, this.type) = (network, normalizer, input, type);

    /// <summary>Builds the network and proves that it gives the bundle's logits.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="data">Whose held-out pictures it is proven on.</param>
    /// <param name="device">Where it then runs.</param>
    /// <param name="precision">Its arithmetic there, as in <see cref="Recipe.Precision"/>.</param>
    /// <exception cref="InputException">The bundle's file does not hold a network of this program, or the proof failed.</exception>
    public static NetworkTeacher Load(ModelBundle bundle, DataSplits data, Device device, string precision) => BundleWeights.Load(bundle, data.Train).OrDispose(network =>
    {
        BundleWeights.Prove(network, bundle, data.Validation, CancellationToken.None);
        network.to(device);
        return new NetworkTeacher(network, new Normalizer(bundle.Input, device), bundle.Input, Bfloat16.TypeOf(precision));
    });

    public Tensor Logits(Tensor images)
    {
        using IDisposable noGradient = no_grad();
        using IDisposable scope = NewDisposeScope();
        return network.call(normalizer.Apply(TeacherPixels.Fit(images, input), type)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        normalizer.Dispose();
        network.Dispose();
    }
}

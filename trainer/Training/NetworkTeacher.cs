using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training;

/// <summary>A teacher that was built anew from its bundle, on the device of its pupil: pictures and answers need not leave a GPU.</summary>
internal sealed class NetworkTeacher : ITeacher
{
    private readonly Network network;
    private readonly Normalizer normalizer;

    private NetworkTeacher(Network network, Normalizer normalizer) => (this.network, this.normalizer) = (network, normalizer);

    /// <summary>Builds the network and proves that it answers as the bundle does.</summary>
    /// <exception cref="InputException">The bundle's file does not hold a network of this program, or the proof failed.</exception>
    public static NetworkTeacher Load(ModelBundle bundle, DataSplits data, Device device)
    {
        Network network = BundleWeights.Load(bundle, data.Train);
        try
        {
            BundleWeights.Prove(network, bundle, data.Validation, CancellationToken.None);
            network.to(device);
            return new NetworkTeacher(network, new Normalizer(bundle.Input, device));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Logits(Tensor images)
    {
        using IDisposable noGradient = no_grad();
        using IDisposable scope = NewDisposeScope();
        return network.call(normalizer.Apply(images)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        normalizer.Dispose();
        network.Dispose();
    }
}

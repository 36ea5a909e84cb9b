using System.Globalization;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Training.Steps;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>The weights of a run: <c>best.safetensors</c>, <c>last.safetensors</c> and, of a retraining, <c>start.safetensors</c>.</summary>
/// <param name="folder">The run's.</param>
/// <param name="spec">The run's description.</param>
internal sealed class Checkpoints(string folder, RunSpec spec)
{
    private const string ProgressKey = "progress";
    private const string EpochKey = "epoch";
    private const string AveragePrefix = "average.";
    private const string MomentumPrefix = "momentum.";

    private string StartFile => Path.Combine(folder, "start.safetensors");

    private string LastFile => Path.Combine(folder, "last.safetensors");

    private string BestFile => Path.Combine(folder, "best.safetensors");

    /// <summary>Size of the best epoch's file; 0 without one.</summary>
    public long BestBytes => Existing(BestFile);

    /// <summary>The averaged network of the best epoch, in evaluation mode on the CPU, and the epoch, from 1 (null in runs of earlier builds).</summary>
    /// <exception cref="InputException">There is no checkpoint, or it does not fit the recipe.</exception>
    public (Network Network, int? Epoch) LoadBest()
    {
        (Network network, Dictionary<string, string> metadata) = Load(BestFile);
        return (network, int.TryParse(metadata.GetValueOrDefault(EpochKey), CultureInfo.InvariantCulture, out int epoch) ? epoch : null);
    }

    /// <summary>The current network, not averaged, in evaluation mode on the CPU.</summary>
    /// <exception cref="InputException">There is no checkpoint, or it does not fit the recipe.</exception>
    public Network LoadLast() => Load(LastFile).Network;

    /// <summary>Writes the initial weights of a retraining.</summary>
    public void SaveStart(Network network) => SafeTensors.Save(network, StartFile);

    /// <summary>Writes the averaged weights after an epoch, counted from 1, as the best so far.</summary>
    public void SaveBest(Network network, int epoch) =>
        SafeTensors.Save(network, BestFile, KeyValuePair.Create(EpochKey, epoch.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Checks that the disk has room for the checkpoints: each is written beside its older version.</summary>
    /// <exception cref="InputException">It has not.</exception>
    public void RequireRoom(TrainStep state) => FreeSpace.Require(folder, Room(state) - Existing(LastFile) - Existing(BestFile), "a training of this network with its checkpoints");

    /// <summary>Bytes of the checkpoints and of one that is being written.</summary>
    internal static long Room(TrainStep state) => (2 * Bytes(ResumeState(state))) + (2 * Bytes(state.Average.Network.state_dict().Select(e => (e.Key, e.Value))));

    /// <summary>Writes the state for a resume.</summary>
    public void SaveLast(TrainStep state, Progress progress)
    {
        IEnumerable<(string, Tensor)> tensors = ResumeState(state);
        Dictionary<string, string> metadata = new() { [ProgressKey] = JsonSerializer.Serialize(progress, StrictJson.Line) };
        AtomicFile.Write(LastFile, stream => SafeTensors.Write(stream, tensors, metadata));
    }

    private static IEnumerable<(string Name, Tensor Tensor)> ResumeState(TrainStep state) =>
        state.Network.state_dict().Select(e => (e.Key, e.Value))
            .Concat(state.Average.Network.state_dict().Select(e => (AveragePrefix + e.Key, e.Value)))
            .Concat(state.Optimizer.Buffers.Select(b => (MomentumPrefix + b.Name, b.Buffer)));

    private static long Bytes(IEnumerable<(string Name, Tensor Tensor)> tensors) => tensors.Sum(entry => entry.Tensor.numel() * entry.Tensor.element_size());

    private static long Existing(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;

    /// <summary>Restores the state of <see cref="SaveLast"/>. Without one, a retraining begins with its parent's weights, and other runs stay unchanged.</summary>
    public Progress RestoreLast(TrainStep state)
    {
        using IDisposable scope = NewDisposeScope();
        if (!File.Exists(LastFile))
        {
            if (spec.Parent is not null)
            {
                (Dictionary<string, Tensor> parent, _) = SafeTensors.Read(StartFile);
                Copy(parent, "", state.Network.state_dict(), StartFile);
                Copy(parent, "", state.Average.Network.state_dict(), StartFile);
            }

            return new Progress();
        }

        (Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata) = SafeTensors.Read(LastFile);
        Copy(tensors, "", state.Network.state_dict(), LastFile);
        Copy(tensors, AveragePrefix, state.Average.Network.state_dict(), LastFile);
        Copy(tensors, MomentumPrefix, state.Optimizer.Buffers.ToDictionary(b => b.Name, b => b.Buffer), LastFile);
        return StrictJson.Parse<Progress>(metadata.GetValueOrDefault(ProgressKey, "null"), $"{LastFile}: {ProgressKey}");
    }

    private (Network Network, Dictionary<string, string> Metadata) Load(string file)
    {
        if (!File.Exists(file))
        {
            throw new InputException($"{folder}: has no {Path.GetFileName(file)} yet; train for at least one epoch");
        }

        Network network = Architectures.Create(spec.Architecture, spec.Input);
        using IDisposable scope = NewDisposeScope();
        (Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata) = SafeTensors.Read(file);
        Copy(tensors, "", network.state_dict(), file);
        network.eval();
        return (network, metadata);
    }

    /// <summary>Copies <c>prefix + name</c> of a file into every tensor of <paramref name="targets"/>.</summary>
    private static void Copy(Dictionary<string, Tensor> tensors, string prefix, IEnumerable<KeyValuePair<string, Tensor>> targets, string file)
    {
        using IDisposable _ = no_grad();
        foreach ((string name, Tensor target) in targets)
        {
            if (!tensors.TryGetValue(prefix + name, out Tensor? source) || !source.shape.SequenceEqual(target.shape))
            {
                throw new InputException($"{file}: does not fit the recipe beside it: {prefix}{name} is missing or has another shape");
            }

            FiniteWeights.Require(file, prefix + name, source);
            target.copy_(source);
        }
    }
}

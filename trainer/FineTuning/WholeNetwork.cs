using System.Diagnostics;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.FineTuning;

/// <summary>
/// Trains a whole network from a fitted head, so the first steps do not distort the features (LP-FT: Kumar et al., 2022). Owns the
/// pixels; the caller owns the network.
/// </summary>
internal sealed class WholeNetwork : IDisposable
{
    private const int ReadBatch = 50;
    private const int WarmSteps = 1; // the first one allocates memory

    private readonly Network network;
    private readonly InputSpec input;
    private readonly IImageSet pictures;
    private readonly Recipe recipe;
    private readonly string startFile;
    private readonly Device device;
    private readonly IBatchSource source;
    private readonly Tensor headWeight;
    private readonly Tensor headBias;

    /// <summary>Reads the pictures.</summary>
    /// <param name="network">Initial weights of every training, except the head; on the CPU.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="pictures">All pictures.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="startFile">A path for the initial weights.</param>
    /// <param name="device">Training device.</param>
    /// <exception cref="InputException">A picture cannot be read.</exception>
    public WholeNetwork(Network network, InputSpec input, IImageSet pictures, Recipe recipe, string startFile, Device device)
    {
        (this.network, this.input, this.pictures, this.recipe, this.startFile, this.device) = (network, input, pictures, recipe, startFile, device);
        string head = HeadOf(network).Name;
        Dictionary<string, Tensor> weights = network.state_dict();
        (headWeight, headBias) = (weights[$"{head}.weight"], weights[$"{head}.bias"]);
        source = BatchSource.Open(pictures, input, device);
    }

    /// <summary>The last linear layer, which reads the features.</summary>
    public static (string Name, nn.Module<Tensor, Tensor> Module) HeadOf(Network network)
    {
        (string name, nn.Module module) = network.named_modules().Last(entry => entry.module is Linear or LinearLayer);
        return (name, (nn.Module<Tensor, Tensor>)module);
    }

    /// <summary>The recipe for this many pictures.</summary>
    public Recipe Fitted(int learned) => recipe.FittedTo(learned, keepsLr: false);

    /// <summary>Steps of a training on this many pictures.</summary>
    public long Steps(int learned) => (long)recipe.Epochs * StepsPerEpoch(Fitted(learned), learned);

    /// <summary>Passes over the pictures of a training.</summary>
    public int Epochs => recipe.Epochs;

    /// <summary>Measures the seconds of a step.</summary>
    /// <param name="head">Initial head.</param>
    /// <param name="learned">Places of the learned pictures.</param>
    public double SecondsPerStep(SoftmaxHead head, int[] learned)
    {
        Recipe fitted = Fitted(learned.Length) with { Epochs = WarmSteps + 1 };
        using TrainStep state = Begin(head, fitted);
        return Run(state, fitted, learned).Skip(WarmSteps).First().Seconds;
    }

    /// <summary>Measures the seconds for a picture's features, on a batch.</summary>
    /// <param name="start">A network in evaluation mode.</param>
    public double SecondsPerPicture(Network start)
    {
        int[] some = [.. Enumerable.Range(0, Math.Min(ReadBatch, source.Count))];
        Features(start, some); // allocates memory
        long began = Stopwatch.GetTimestamp();
        Features(start, some);
        return Stopwatch.GetElapsedTime(began).TotalSeconds / some.Length;
    }

    /// <summary>Trains on some of the pictures.</summary>
    /// <param name="head">A head fitted to these pictures.</param>
    /// <param name="learned">Their places.</param>
    /// <param name="use">Receives the trained network, in evaluation mode on the device; disposed afterwards.</param>
    /// <param name="epochDone">Receives the network after each epoch, in evaluation mode, and the epoch's mean loss; null for nobody.</param>
    /// <param name="stop">Checked between steps.</param>
    public void Train(SoftmaxHead head, int[] learned, Action<Network> use, Action<Network, double>? epochDone, CancellationToken stop)
    {
        Recipe fitted = Fitted(learned.Length);
        using TrainStep state = Begin(head, fitted);
        int ofEpoch = StepsPerEpoch(fitted, learned.Length);
        (int steps, double loss) = (0, 0);
        foreach ((double _, double stepLoss) in Run(state, fitted, learned))
        {
            stop.ThrowIfCancellationRequested();
            loss += stepLoss / ofEpoch;
            if (++steps % ofEpoch == 0)
            {
                epochDone?.Invoke(state.Average.Network, loss);
                loss = 0;
            }
        }

        use(state.Average.Network);
    }

    /// <summary>Cross-entropy in nats and share of right answers of some pictures.</summary>
    /// <param name="tuned">A network in evaluation mode.</param>
    /// <param name="places">Their places, at least one.</param>
    public (double Loss, double Top1) Judge(Network tuned, int[] places)
    {
        using IDisposable noGradient = no_grad();
        Device place = tuned.parameters().First().device;
        using Normalizer normalizer = new(input, place);
        (double loss, double right) = (0, 0);
        foreach (Batch batch in source.Batches(places, ReadBatch))
        {
            using IDisposable scope = NewDisposeScope();
            using Tensor images = batch.Images;
            using Tensor labels = batch.Labels;
            Tensor truth = labels.to(place);
            Tensor logits = tuned.call(normalizer.Apply(images.to(place)));
            loss += nn.functional.cross_entropy(logits, truth, reduction: nn.Reduction.Sum).cpu().item<float>();
            right += logits.argmax(1).eq(truth).sum().cpu().item<long>();
        }

        return (loss / places.Length, right / places.Length);
    }

    /// <summary>The features of all pictures.</summary>
    /// <param name="tuned">A network in evaluation mode.</param>
    public FeatureTable Features(Network tuned) => Features(tuned, [.. Enumerable.Range(0, source.Count)]);

    private FeatureTable Features(Network tuned, int[] places)
    {
        using IDisposable noGradient = no_grad();
        Device place = tuned.parameters().First().device;
        using Normalizer normalizer = new(input, place);
        List<float> features = [];
        Action remove = HeadOf(tuned).Module.register_forward_pre_hook((_, x) =>
        {
            using Tensor seen = x.to(ScalarType.Float32).cpu().contiguous();
            features.AddRange(seen.data<float>().ToArray());
            return x;
        }).remove;
        try
        {
            foreach (Batch batch in source.Batches(places, ReadBatch))
            {
                using IDisposable scope = NewDisposeScope();
                using Tensor images = batch.Images;
                using Tensor labels = batch.Labels;
                tuned.call(normalizer.Apply(images.to(place)));
            }
        }
        finally
        {
            remove();
        }

        return new FeatureTable([.. features], [.. places.Select(pictures.Label)], pictures.Classes.Count);
    }

    public void Dispose() => source.Dispose();

    private TrainStep Begin(SoftmaxHead head, Recipe fitted)
    {
        using (no_grad())
        using (Tensor weight = tensor(head.Weights, [head.Classes, head.Width]))
        using (Tensor bias = tensor(head.Bias))
        {
            headWeight.copy_(weight);
            headBias.copy_(bias);
        }

        SafeTensors.Save(network, startFile);
        return new TrainStep(fitted, network.Spec, input, device, startFile);
    }

    /// <summary>Runs a training; yields seconds and loss of each step.</summary>
    private IEnumerable<(double Seconds, double Loss)> Run(TrainStep state, Recipe fitted, int[] learned)
    {
        int[] classes = [.. learned.Select(pictures.Label)];
        int stepsPerEpoch = StepsPerEpoch(fitted, learned.Length);
        OneCycle schedule = new(fitted.Lr, fitted.Warmup, (long)stepsPerEpoch * fitted.Epochs);
        StepInput stepInput = new(fitted);
        long step = 0;
        for (int epoch = 0; epoch < fitted.Epochs; epoch++)
        {
            int[] order = [.. Order.Balanced(classes, fitted.Seed, epoch).Take(stepsPerEpoch * fitted.Batch).Select(place => learned[place])];
            foreach (Batch batch in source.Batches(order, fitted.Batch))
            {
                long began = Stopwatch.GetTimestamp();
                using IDisposable scope = NewDisposeScope();
                using Tensor images = batch.Images;
                using Tensor labels = batch.Labels;
                StepResult result = state.Run(stepInput.Prepare(batch, step), step, schedule.At(step));
                if (result.Skipped)
                {
                    throw new InputException($"fine-tuning diverged at step {step}: its loss or gradient is not finite; teach without --fine-tune");
                }

                step++;
                yield return (Stopwatch.GetElapsedTime(began).TotalSeconds, result.Loss);
            }
        }
    }

    private static int StepsPerEpoch(Recipe fitted, int learned) => learned / fitted.Batch;
}

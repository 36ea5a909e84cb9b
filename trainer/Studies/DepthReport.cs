using EdgeResNet.Shared.Machine;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Studies;

/// <summary>One training of one network.</summary>
/// <param name="Arch">Architecture.</param>
/// <param name="Seed">Seed of its first weights and of the order of the pictures.</param>
/// <param name="Epochs">Loss and accuracy of each epoch; training values are means over the epoch's steps.</param>
/// <param name="TestError">Error of the last weights on the reported pictures, measured once; no choice uses it.</param>
/// <param name="Gradients">Gradient norms before the first step and after each epoch.</param>
internal sealed record DepthRun(string Arch, long Seed, IReadOnlyList<EpochMetrics> Epochs, double TestError, IReadOnlyList<GradientRecord> Gradients)
{
    /// <summary>Geometric mean of the norms in the front half of the layers over that in the back half; near 0 for a vanishing gradient.</summary>
    /// <param name="record">Norms at one moment.</param>
    public static double FrontToBack(GradientRecord record)
    {
        int half = record.Norms.Count / 2;
        return Math.Exp(record.Norms.Take(half).Average(Math.Log) - record.Norms.TakeLast(half).Average(Math.Log));
    }
}

/// <summary>One network over its seeds; errors are shares from 0 to 1, after the last epoch.</summary>
/// <param name="Arch">Architecture.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Layers">The layers of <see cref="GradientRecord.Norms"/>.</param>
/// <param name="TrainError">Error over the steps of the last epoch.</param>
/// <param name="ValidationError">Error of the last weights.</param>
/// <param name="TestError">Error of the last weights.</param>
/// <param name="FrontToBackAtStart"><see cref="DepthRun.FrontToBack"/> before the first step.</param>
/// <param name="FrontToBackAtEnd">The same after the last epoch.</param>
/// <param name="WeightGrowth">Norm of each layer's weights after the last epoch over that before the first step; geometric mean over the seeds.</param>
/// <param name="Runs">The trainings.</param>
internal sealed record DepthNetwork(
    string Arch,
    long Params,
    IReadOnlyList<string> Layers,
    SeedSpread TrainError,
    SeedSpread ValidationError,
    SeedSpread TestError,
    SeedSpread FrontToBackAtStart,
    SeedSpread FrontToBackAtEnd,
    IReadOnlyList<double> WeightGrowth,
    IReadOnlyList<DepthRun> Runs);

/// <summary>Results of <c>study depth</c>: <c>depth.json</c>.</summary>
/// <param name="Data">Training data.</param>
/// <param name="TrainPictures">Number of training pictures.</param>
/// <param name="ValidationPictures">Pictures of the validation error.</param>
/// <param name="TestData">Set of the test error; the validation set if the data has no test set.</param>
/// <param name="TestPictures">Its pictures.</param>
/// <param name="Recipe">The common settings; seed and architecture are those of the first network.</param>
/// <param name="Networks">The networks.</param>
/// <param name="Host">The machine.</param>
internal sealed record DepthReport(
    string Data,
    int TrainPictures,
    int ValidationPictures,
    string TestData,
    int TestPictures,
    Recipe Recipe,
    IReadOnlyList<DepthNetwork> Networks,
    HostInfo Host);

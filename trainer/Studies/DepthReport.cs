using EdgeResNet.Shared.Machine;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Studies;

/// <summary>One training of one network.</summary>
/// <param name="Arch">Architecture.</param>
/// <param name="Seed">Seed of its first weights and of the order of the pictures.</param>
/// <param name="Epochs">Loss and accuracy of each epoch; those of training are means over the epoch's steps.</param>
/// <param name="TestError">Share of the reported pictures that the last weights get wrong: measured once, chosen by nothing.</param>
/// <param name="Gradients">Gradient norms before the first step and after each epoch.</param>
internal sealed record DepthRun(string Arch, long Seed, IReadOnlyList<EpochMetrics> Epochs, double TestError, IReadOnlyList<GradientRecord> Gradients)
{
    /// <summary>Geometric mean of the norms of the front half of the layers over that of the back half: near 0 where the gradient vanishes on its way to the front.</summary>
    /// <param name="record">One moment.</param>
    public static double FrontToBack(GradientRecord record)
    {
        int half = record.Norms.Count / 2;
        return Math.Exp(record.Norms.Take(half).Average(Math.Log) - record.Norms.TakeLast(half).Average(Math.Log));
    }
}

/// <summary>A figure over seeds.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StdDev">Standard deviation of a sample (divided by n − 1); absent for a single seed, which has none.</param>
internal readonly record struct SeedSpread(double Mean, double? StdDev)
{
    /// <summary>Summarises at least one value.</summary>
    public static SeedSpread Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return new SeedSpread(mean, all.Length < 2 ? null : Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1)));
    }
}

/// <summary>One network over its seeds; errors are shares from 0 to 1, after the last epoch.</summary>
/// <param name="Arch">Architecture.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Layers">The layers that <see cref="GradientRecord.Norms"/> belong to.</param>
/// <param name="TrainError">Over the steps of the last epoch.</param>
/// <param name="ValidationError">Of the last weights.</param>
/// <param name="TestError">Of the last weights.</param>
/// <param name="FrontToBackAtStart">See <see cref="DepthRun.FrontToBack"/>; before the first step.</param>
/// <param name="FrontToBackAtEnd">The same, after the last epoch.</param>
/// <param name="WeightGrowth">For each layer, the norm of its weights after the last epoch over that before the first step; geometric mean over the seeds.</param>
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

/// <summary>What <c>study depth</c> found: <c>depth.json</c>.</summary>
/// <param name="Data">What was trained on.</param>
/// <param name="TrainPictures">Pictures that were trained on.</param>
/// <param name="ValidationPictures">Pictures of the validation error.</param>
/// <param name="TestData">Set of the test error; the validation set where the data has no test set.</param>
/// <param name="TestPictures">Its pictures.</param>
/// <param name="Recipe">The settings that all networks share; seed and architecture are those of the first.</param>
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

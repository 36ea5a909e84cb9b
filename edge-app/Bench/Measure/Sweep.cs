using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Measures combinations of threads, precision and provider briefly, in turn, and recommends the fastest with sufficient accuracy.</summary>
internal static class Sweep
{
    private const string Cpu = "cpu";
    private const string TensorRt = "tensorrt";
    private const string TensorRtFile = "int8-trt";
    private const int EveryCountUpTo = 4; // above this, thread counts double

    /// <summary>Default length for each configuration: enough to choose, too short for a valid report.</summary>
    public static readonly BenchLimits DefaultLimits = new(512, TimeSpan.FromSeconds(5));

    /// <summary>Measures and judges every configuration that runs here.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="axes">What to try.</param>
    /// <param name="common">Options common to all configurations.</param>
    /// <param name="limits">Minimum length for each configuration.</param>
    /// <param name="maxDrop">Points of top-1, 0 to 100, that may be lost against the default file.</param>
    /// <param name="stop">Cancels the sweep.</param>
    /// <exception cref="InputException">No requested configuration could be recommended at any speed; nothing is measured.</exception>
    public static SweepReport Run(ModelBundle bundle, SweepAxes axes, ClassifierOptions common, BenchLimits limits, double maxDrop, CancellationToken stop)
    {
        List<BenchCase> runnable = [];
        List<SweepEntry> entries = [];
        foreach (BenchCase configuration in Configurations(bundle, axes, common))
        {
            if (Refusal(configuration) is string reason)
            {
                entries.Add(new SweepEntry { Precision = configuration.Classifier.Precision, Ep = configuration.Classifier.ExecutionProvider, Threads = configuration.Classifier.Threads, Excluded = reason });
            }
            else
            {
                runnable.Add(configuration);
            }
        }

        if (!runnable.Exists(configuration => Objection(configuration) is null))
        {
            string[] reasons = [.. entries.Select(entry => entry.Excluded!).Concat(runnable.Select(configuration => Objection(configuration)!)).Distinct()];
            throw new InputException($"{bundle.Name}: no configuration of --sweep can be recommended: {(reasons.Length == 0 ? "int8-trt files are for tensorrt" : string.Join("; ", reasons))}");
        }

        IReadOnlyList<Measurement> measured = SingleStream.Run(runnable, limits, stop);
        foreach ((BenchCase configuration, Measurement measurement) in runnable.Zip(measured))
        {
            BenchReport report = measurement.Report;
            double? top1 = TopOne(bundle, report.Precision);
            entries.Add(new SweepEntry
            {
                Precision = report.Precision,
                Ep = report.Ep,
                Threads = configuration.Classifier.Threads,
                LatencyMs = report.LatencyMs,
                Top1 = top1,
                Excluded = AccuracyObjection(bundle, report.Precision, top1, maxDrop),
            });
        }

        SweepEntry best = entries.Where(entry => entry.Excluded is null).MinBy(entry => entry.LatencyMs!.P90)!; // one exists: checked above
        BenchReport first = measured[0].Report;
        return new SweepReport
        {
            Model = bundle.Name,
            MaxDrop = maxDrop,
            Configurations = [.. entries.OrderBy(entry => entry.LatencyMs?.P90 ?? double.PositiveInfinity)],
            Tuned = new TunedSettings
            {
                Schema = TunedSettings.CurrentSchema,
                Model = bundle.Name,
                Sha256 = bundle.ModelFile(best.Precision).Sha256,
                Precision = best.Precision,
                Ep = best.Ep,
                Threads = best.Threads,
                Spinning = first.Spinning,
                P90Ms = best.LatencyMs!.P90,
                Top1 = best.Top1,
                HostCpu = first.Host.Cpu,
                HostGpu = first.Host.Gpu,
                Measured = first.Started,
                Commit = first.Host.Commit,
            },
            Conditions = first.Conditions,
            Host = first.Host,
        };

        string? Objection(BenchCase configuration) => AccuracyObjection(bundle, configuration.Classifier.Precision, TopOne(bundle, configuration.Classifier.Precision), maxDrop);
    }

    /// <summary>Useful combinations: thread counts only on the CPU, the file <c>int8-trt</c> only with TensorRT.</summary>
    internal static IEnumerable<BenchCase> Configurations(ModelBundle bundle, SweepAxes axes, ClassifierOptions common)
    {
        IEnumerable<string> providers = axes.Providers.Count > 0 ? axes.Providers : ExecutionProviders.List(common.ExecutionProviderLibrary).Select(provider => provider.Name);
        IReadOnlyList<string> precisions = axes.Precisions.Count > 0 ? axes.Precisions : bundle.Precisions;
        IEnumerable<int?> counts = axes.Threads.Count > 0 ? axes.Threads : ThreadCounts(Environment.ProcessorCount);
        foreach (string provider in providers.Distinct())
        {
            foreach (string precision in precisions.Where(precision => precision != TensorRtFile || provider.Split(':')[0] == TensorRt))
            {
                foreach (int? threads in provider == Cpu ? counts : [null])
                {
                    yield return new BenchCase(bundle, common with { ExecutionProvider = provider, Precision = precision, Threads = threads });
                }
            }
        }
    }

    /// <summary>1, 2, 3, 4, 8, 16, … and the number of processors.</summary>
    internal static IEnumerable<int?> ThreadCounts(int processors)
    {
        for (int count = 1; count < processors; count = count < EveryCountUpTo ? count + 1 : 2 * count)
        {
            yield return count;
        }

        yield return processors;
    }

    /// <summary>Why an accuracy is insufficient; null if it is sufficient.</summary>
    internal static string? AccuracyObjection(ModelBundle bundle, string precision, double? top1, double maxDrop)
    {
        if (precision == ModelBundle.DefaultPrecision)
        {
            return null; // the reference for the others
        }

        return (top1, TopOne(bundle, ModelBundle.DefaultPrecision)) switch
        {
            (null, _) => $"accuracy of the {precision} file is unknown: the card has no top1 for it",
            (_, null) => $"accuracy of the {ModelBundle.DefaultPrecision} file is unknown: there is nothing to compare to",
            (double found, double reference) when 100 * (reference - found) > maxDrop + 1e-9 => FormattableString.Invariant($"loses {100 * (reference - found):0.00} points of top-1; at most {maxDrop:0.##}"),
            _ => null,
        };
    }

    private static double? TopOne(ModelBundle bundle, string precision) => bundle.Card?.Files.GetValueOrDefault(precision)?.Top1;

    private static string? Refusal(BenchCase configuration)
    {
        try
        {
            using OnnxClassifier classifier = OnnxClassifier.Load(configuration.Bundle, configuration.Classifier);
            return null;
        }
        catch (UserException e) when (configuration.Classifier.ExecutionProvider != Cpu || configuration.Classifier.Precision != ModelBundle.DefaultPrecision)
        {
            return e.Message;
        }
    }
}

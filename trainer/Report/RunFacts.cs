using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Report;

/// <summary>Facts about a run.</summary>
internal static class RunFacts
{
    /// <summary>Every key of the recipe with a value; marked if it differs from the default.</summary>
    public static IEnumerable<Fact> OfRecipe(Recipe recipe)
    {
        Recipe usual = new();
        return RecipeKey.All.Where(key => key.Of(recipe) is not null).Select(key => new Fact(key.Name, key.Text(recipe)!, Marked: key.Text(recipe) != key.Text(usual)));
    }

    /// <summary>Data and network.</summary>
    public static IEnumerable<Fact> Data(RunSpec spec, DataSplits data, ModelCard card)
    {
        InputSpec input = spec.Input;
        yield return new Fact("data", spec.Data);
        yield return new Fact("training", $"{data.Train.Name}, {Count(data.Train.Count)} pictures");
        yield return new Fact("validation", $"{data.Validation.Name}, {Count(data.Validation.Count)} pictures, {(data.OwnValidation ? "which came with the data" : "held out of the training set")}");
        yield return new Fact("test", data.Test is null ? "none" : $"{data.Test.Name}, {Count(data.Test.Count)} pictures");
        yield return new Fact("licence of the data", data.License);
        yield return new Fact("input", $"{input.Width}×{input.Height} {input.Color}, mean {List(input.Mean)}, standard deviation {List(input.Std)}");
        yield return new Fact("pictures of another size", PreprocessingText.Of(input));
        yield return new Fact("network", string.Create(CultureInfo.InvariantCulture, $"{card.Architecture.Name}, width {card.Architecture.Width}, {card.Architecture.Stem} stem, {card.Architecture.Classes} classes"));
        yield return new Fact("parameters", Count(card.Parameters));
        yield return new Fact("multiply-accumulates", Count(card.Macs));
        yield return new Fact("proof", string.Create(CultureInfo.InvariantCulture, $"network and exported file name the same class for {ProofImages.Describe(card.Parity.Samples, data.Validation.Count)}; the largest difference of a logit is {card.Parity.MaxAbsLogitError:0.0e+0}"));
        if (spec.MaxSteps is long steps)
        {
            yield return new Fact("step limit", Count(steps));
        }

        if (spec.Pretrained is not null)
        {
            yield return new Fact("started from", spec.Pretrained);
        }

        if (spec.TeacherSha256 is not null)
        {
            yield return new Fact("SHA-256 of the teacher", spec.TeacherSha256);
        }
    }

    /// <summary>The machine and the software that finished the run.</summary>
    public static IEnumerable<Fact> Environment(RunSpec spec, TrainingSummary summary)
    {
        HostInfo host = summary.Host;
        yield return new Fact("device", $"{summary.Device}, {summary.Threads} threads");
        yield return new Fact("processor", $"{host.Cpu}, {host.Cores} logical processors");
        yield return new Fact("governor", host.Governor ?? "unknown");
        yield return new Fact("clocks", host.Clocks.Count == 0 ? "unknown" : string.Join(", ", host.Clocks.Select(clock => string.Create(CultureInfo.InvariantCulture, $"{clock.Key} {clock.Value:0}"))));
        yield return new Fact("memory", string.Create(CultureInfo.InvariantCulture, $"{host.MemoryBytes / 1e9:0.0} GB"));
        yield return new Fact("GPU", host.Gpu is null ? "none" : $"{host.Gpu}, driver {host.Driver}");
        yield return new Fact("system", $"{host.Os}, {host.Kernel}");
        yield return new Fact("runtime", host.Runtime);
        yield return new Fact("libtorch", summary.Torch);
        yield return new Fact("versions", string.Join(", ", host.Versions.Select(version => $"{version.Key} {version.Value}")));
        yield return new Fact("commit", spec.Commit == host.Commit ? host.Commit : $"{host.Commit}; begun by {spec.Commit}");
        yield return new Fact("begun on", spec.Host);
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string List(IEnumerable<double> values) => string.Join(", ", values.Select(value => value.ToString("0.####", CultureInfo.InvariantCulture)));
}

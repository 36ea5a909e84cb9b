using System.Diagnostics;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Teaches a classifier from few pictures: a head on the features of a pretrained network, with honest accuracy. The head is judged by
/// cross-validation or on the folder's own splits, then learns from all training pictures. Optionally, the whole network is
/// trained afterwards, if that helps, and a new head is taught and judged.
/// </summary>
/// <param name="request">What to teach.</param>
/// <param name="report">Receives a line for each step.</param>
/// <param name="stop">Cancels and leaves nothing behind.</param>
internal sealed class Teach(TeachRequest request, Action<string> report, CancellationToken stop)
{
    private const string TunedCache = "features"; // cache of a network that exists once

    private readonly long started = Stopwatch.GetTimestamp();

    /// <summary>Teaches, proves and writes.</summary>
    /// <exception cref="InputException">The folder, the backbone or the output is not usable.</exception>
    public TeachReport Run()
    {
        request.CheckOutput();
        Shrink? shrink = request.Shrink is ShrinkSpec spec ? new Shrink(request, spec, report, stop) : null; // fails before minutes of work
        shrink?.Check();
        using FineTuner? tuner = FineTuner.For(request, stop);
        TeachFolder folder = TeachFolder.Open(request.Folder, stop);
        foreach (string line in folder.Describe(request.Verbose))
        {
            report(line);
        }

        (TeachReport done, HeldPictures? judges) = Run(folder, Backbone.Open(request.Pretrained, report, stop), tuner);
        done = shrink is null ? done : done with { Shrunk = Further(() => shrink.Run(judges), $"{shrink.Output} is not written") };
        return done with { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
    }

    /// <summary>Teaches given pictures on an open backbone.</summary>
    /// <param name="folder">The learned pictures and those for the measurement.</param>
    /// <param name="backbone">The network below the head.</param>
    /// <param name="tuner">Trains the whole network; null: only the head learns.</param>
    /// <returns>The report, and the judges; null if no picture could be judged.</returns>
    /// <exception cref="InputException">A class has no readable picture, or the output is not usable.</exception>
    public (TeachReport Report, HeldPictures? Judges) Run(TeachFolder folder, Backbone backbone, FineTuner? tuner = null)
    {
        InputSpec input = request.ChangeInput?.Invoke(backbone.Input) ?? backbone.Input;
        input.Validate("teach");
        BundleFolder.RequireRoom(request.Output, backbone.Bytes);
        using PictureNetwork plain = new(backbone, input, request.Cache ?? WeightPlaces.FromEnvironment().Cache, report, request.Threads);
        FeatureRead pictures = plain.Read(folder.Train, stop);
        if (CropNote.Of(new Subset(folder.Train.Name, folder.Train, pictures.Kept), input) is string note)
        {
            report(note);
        }

        FeatureTable table = pictures.Table;
        NearCopies near = NearCopies.Join(table, pictures.Groups);
        pictures = pictures with { Groups = near.Groups };
        if (near.Alike.Count > 0)
        {
            report(NearCopies.Overstated(near.Alike.Select(label => folder.Train.Classes[label])));
        }

        int copies = table.Count - near.Groups.Distinct().Count();
        if (copies > 0)
        {
            report($"{Counted.Of(copies, "picture")} of {table.Count} {(copies == 1 ? "looks" : "look")} like others: each is judged only by a head that learned from none of its copies");
        }

        int[] fold = Folds.Assign(table.Labels, near.Groups, Folds.Usual(table.Count), request.Seed);
        UnknownChoice unknown = UnknownChoice.Make(table, near.Groups, request.Seed, stop); // with the original backbone, which did not learn the pictures
        TaughtHead head = new(request, folder, unknown, report, stop);
        (TeachReport Report, HeldPictures? Judges) alone = head.Write(plain, pictures, FoldFeatures.OfOne(table, fold));
        return tuner is null ? alone : Further(Tune, $"it is not fine-tuned{(request.Shrink is null ? "" : ", and no compact network is written")}");

        (TeachReport Report, HeldPictures? Judges) Tune()
        {
            FineTuned result = tuner.Run(request.Output, backbone, pictures);
            report($"fine-tuning: {result.Reason}");
            if (result.Network is not TunedNetwork tuned)
            {
                return (alone.Report with { FineTuning = result.Reason }, alone.Judges);
            }

            using PictureNetwork network = new(tuned.Backbone, input, Path.Combine(tuner.Folder, TunedCache), report, request.Threads);
            FeatureRead again = network.Read(folder.Train, stop);
            if (!again.Kept.SequenceEqual(pictures.Kept))
            {
                throw new InputException($"{request.Folder}: pictures changed during teaching; run teach again");
            }

            (TeachReport done, HeldPictures? judges) = head.Write(network, again with { Groups = near.Groups }, tuned.Folds, tuned);
            return (done with { FineTuning = result.Reason }, judges);
        }
    }

    /// <summary>Runs a step after the bundle is written; if it fails, reports what exists.</summary>
    private T Further<T>(Func<T> work, string missing)
    {
        try
        {
            return work();
        }
        catch
        {
            report($"{request.Output} is proven and usable, but {missing}");
            throw;
        }
    }
}

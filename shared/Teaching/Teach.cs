using System.Diagnostics;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Teaches a classifier from few pictures: features of a network that has seen much, a head on them, and honest numbers. The head is
/// judged by cross-validation, or on the splits that the folder has of its own, and then learns from all pictures that are for learning.
/// The whole network is trained afterwards where that is wanted and helps, and the head is taught and judged anew.
/// </summary>
/// <param name="request">What is taught.</param>
/// <param name="report">Receives a line for each step.</param>
/// <param name="stop">Leaves nothing behind.</param>
internal sealed class Teach(TeachRequest request, Action<string> report, CancellationToken stop)
{
    private const int ManyPictures = 500;
    private const int FoldsOfFew = 10;
    private const int FoldsOfMany = 5;
    private const string TunedCache = "features"; // of a network that exists once

    private readonly long started = Stopwatch.GetTimestamp();

    /// <summary>Teaches, proves and writes.</summary>
    /// <exception cref="InputException">The folder, the backbone or the output is not usable.</exception>
    public TeachReport Run()
    {
        request.CheckOutput();
        Shrink? shrink = request.Shrink is ShrinkSpec spec ? new Shrink(request, spec, report, stop) : null; // refuses before minutes of work
        shrink?.Check();
        using FineTuner? tuner = FineTuner.For(request, stop);
        (TeachReport done, HeldPictures? judges) = Run(TeachFolder.Open(request.Folder), Backbone.Open(request.Pretrained, report, stop), tuner);
        done = shrink is null ? done : done with { Shrunk = Further(() => shrink.Run(judges), $"{shrink.Output} is not written") };
        return done with { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
    }

    /// <summary>Teaches pictures that are chosen already on a backbone that is open.</summary>
    /// <param name="folder">What is learned and what is measured on.</param>
    /// <param name="backbone">The network below the head.</param>
    /// <param name="tuner">Has the whole network trained; null: the head alone learns.</param>
    /// <returns>The report, and what judged the pictures; null where none could be.</returns>
    /// <exception cref="InputException">A class has no readable picture, or the output is not usable.</exception>
    public (TeachReport Report, HeldPictures? Judges) Run(TeachFolder folder, Backbone backbone, FineTuner? tuner = null)
    {
        InputSpec input = request.ChangeInput?.Invoke(backbone.Input) ?? backbone.Input;
        input.Validate("teach");
        using PictureNetwork plain = new(backbone, input, request.Cache ?? WeightPlaces.FromEnvironment().Cache, report);
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
            report($"pictures of {string.Join(", ", near.Alike.Select(label => folder.Train.Classes[label]))} nearly all look the same: what is said of their accuracy promises too much; add some from other sides and in other light");
        }

        int copies = table.Count - near.Groups.Distinct().Count();
        if (copies > 0)
        {
            report($"{Counted.Of(copies, "picture")} of {table.Count} {(copies == 1 ? "looks" : "look")} like others: each is judged only by a head that learned from none of its copies");
        }

        int[] fold = Folds.Assign(table.Labels, near.Groups, table.Count > ManyPictures ? FoldsOfMany : FoldsOfFew, request.Seed);
        UnknownChoice unknown = UnknownChoice.Make(table, near.Groups, request.Seed, stop); // of the backbone as it was: it has not seen the pictures
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

            using PictureNetwork network = new(tuned.Backbone, input, Path.Combine(tuner.Folder, TunedCache), report);
            FeatureRead again = network.Read(folder.Train, stop);
            if (!again.Kept.SequenceEqual(pictures.Kept))
            {
                throw new InputException($"{request.Folder}: pictures changed while they were learned; run teach again");
            }

            (TeachReport done, HeldPictures? judges) = head.Write(network, again with { Groups = near.Groups }, tuned.Folds, tuned);
            return (done with { FineTuning = result.Reason }, judges);
        }
    }

    /// <summary>Does what comes after a bundle is written; where it ends early, says what there is.</summary>
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

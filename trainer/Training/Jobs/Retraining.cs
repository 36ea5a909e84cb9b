using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Bundle;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Teachers;

namespace EdgeResNet.Trainer.Training.Jobs;

/// <summary>A training that continues from a bundle, by <c>retrain</c>.</summary>
/// <param name="Folder">Folder of the run.</param>
/// <param name="Parent">The old model.</param>
/// <param name="Data">Value of <c>--data</c>.</param>
/// <param name="Wanted">The recipe before the data is known.</param>
/// <param name="HeadAlone">Whether to fit only the head of a taught bundle, as <c>teach</c> does, if every class has pictures.</param>
/// <param name="MaxSteps">Steps after which the run ends; null: the recipe's.</param>
internal sealed record Retraining(string Folder, ModelBundle Parent, string Data, WantedRecipe Wanted, bool HeadAlone, long? MaxSteps)
{
    /// <summary>Opens the data, builds the old network with a head for all classes, proves it, and trains.</summary>
    /// <exception cref="InputException">Model, data or recipe are not usable, or the folder has a run.</exception>
    public ExitCode Run(TrainingContext context)
    {
        DataSplits found = DataSource.OpenForRetraining(Data, Wanted.Recipe.ValidationShare, Wanted.Recipe.Seed, context.Stop);
        if (PhotoNote.Of(Parent.Name, Parent.Input, found.Train, DataSource.FolderOf(Data)!) is string note)
        {
            context.Output.WriteLine(note);
        }

        context.Describe(found, Wanted.Recipe);
        IReadOnlyList<string> labels = ClassOrder.Grow(Parent.Output.Labels, found.Train.Classes);
        DataSplits data = found.InOrderOf(labels);
        if (HeadAlone && labels.Count == found.Train.Classes.Count)
        {
            return FitHead(data, context);
        }

        Recipe recipe = Bfloat16.Fit(Wanted.FittedTo(data.Train.Count, context.Output), context.Device, context.Output);
        InputSpec input = recipe.Applied(Parent.Input);
        CropNote.Write(context.Output, data.Train, input);
        RunSpec spec = new(DataSource.Lasting(Data), recipe, Parent.Embedded.Architecture with { Classes = labels.Count }, input, labels, MaxSteps, HostInfo.BuildCommit(), HostInfo.Describe())
        {
            Pictures = ClassListing.Of(data),
            TeacherSha256 = Teacher.Hash(recipe, input, labels),
            Parent = new ParentSpec(Parent.Name, Parent.Sha256),
            HoldoutSha256 = data.HoldoutSha256,
        };
        using Network old = BundleWeights.Load(Parent, data.Train);
        ParitySpec proof = BundleWeights.Prove(old, Parent, data.Validation, context.Stop);
        using Network grown = HeadGrowth.Grow(old, labels.Count, input);
        Describe(context.Output, proof, data, labels);
        if (recipe.FrozenStages == grown.Stages.Count - 1)
        {
            context.Output.WriteLine("the head alone is trained; --fine-tune trains the whole network");
        }

        return TrainingJob.Run(RunFolder.Create(Folder, spec, new StartingPoint(Parent, grown)), data, context);
    }

    /// <summary>Fits the head alone, in seconds.</summary>
    private ExitCode FitHead(DataSplits data, TrainingContext context)
    {
        if (context.Group.Size > 1)
        {
            throw new InputException("retrain: one process fits the head alone, in seconds; start it without mpirun, or train the whole network with --fine-tune");
        }

        Describe(context.Output, data, data.Train.Classes);
        context.Output.WriteLine("the head alone is fitted; --fine-tune trains the whole network");
        HeadSummary summary = new HeadRetraining(Parent, Data, Folder, line => context.Output.WriteLine(Printable.Of(line)), context.Stop) { MaxRecallDrop = Wanted.Recipe.MaxRecallDrop }.Run(data);
        TrainingJob.Conclude(new RunPaths(Folder), summary.Comparison, summary.Promote, summary.PromoteReason, context.Output);
        return ExitCode.Done;
    }

    private void Describe(TextWriter output, DataSplits data, IReadOnlyList<string> labels)
    {
        int old = Parent.Output.Labels.Count;
        output.WriteLine($"{old} classes of the model{(labels.Count > old ? $", {labels.Count - old} new: {string.Join(", ", labels.Skip(old))}" : ", none new")}; compared on {data.Reported.Count} pictures of {data.Reported.Name}, not trained on");
    }

    private void Describe(TextWriter output, ParitySpec proof, DataSplits data, IReadOnlyList<string> labels)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Parent.Name}: {Parent.Embedded.Architecture.Name}, SHA-256 {Parent.Sha256}; its network agrees with the file on {ProofImages.Describe(proof.Samples, data.Validation.Count)} (largest difference of a logit {proof.MaxAbsLogitError:0.0e+0})"));
        Describe(output, data, labels);
        output.WriteLine($"the epoch is chosen on {data.Validation.Count} other pictures of {data.Validation.Name}{Known(data)}");
        if (TaughtRecipe.IsTaught(Parent.Embedded.Training))
        {
            output.WriteLine("the model was taught on every picture of its folder; if some of them are here, choice and comparison favour it");
        }

        int[] counts = [.. labels.Select((_, label) => Enumerable.Range(0, data.Train.Count).Count(i => data.Train.Label(i) == label))];
        string[] absent = [.. labels.Where((_, label) => counts[label] == 0)];
        if (absent.Length > 0)
        {
            output.WriteLine($"no pictures of {string.Join(", ", absent)}: kept in the head, but not trained or compared, so the result will not be promoted; add some to the folder");
        }

        output.WriteLine($"training pictures per class: {counts.Where(count => count > 0).Min()} to {counts.Max()}");
    }

    /// <summary>A note on the model's classes whose choosing pictures it may have learned.</summary>
    private string Known(DataSplits data)
    {
        string[] known = [.. data.KnownChoices.Select(name => ClassOrder.LabelOf(name, Parent.Output.Labels)).OfType<string>()];
        return known.Length == 0
            ? ", not used by a training on this folder with the model's seed"
            : $"; the model may have been trained on those of {string.Join(", ", known)}, because too few are held out for comparison and choice: add pictures";
    }
}

using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Trainer.FineTuning;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained;
using EdgeResNet.Trainer.Training;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>retrain</c>: goes on from a bundle's weights with pictures of old and new classes, and compares the two.</summary>
internal static class RetrainVerb
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Option<string?> model = new("--model") { Description = "the bundle, .onnx file or name such as torchvision:resnet18 to go on from" };
        Option<string?> data = new("--data") { Description = "folder:DIR with pictures of old and new classes" };
        Option<bool> fineTune = new("--fine-tune") { Description = "train the whole network, also of a taught bundle, of which the head alone learns otherwise" };
        RunOptions run = new();
        RecipeOptions recipe = new();
        Command command = run.Command("retrain", "Fine-tune a bundle on a folder of old and new classes, compare both on pictures set apart and say whether to promote the new one.", [model, data, fineTune], recipe.OfRetraining);
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed, stop)));
        return command;

        int Run(ParseResult parsed, CancellationToken stop)
        {
            Device target = TorchDevice.Parse(parsed.GetValue(run.Device)!);
            string folder = parsed.GetValue(run.Output)!;
            if (parsed.GetValue(run.Resume))
            {
                run.RefuseBesideResume(command, parsed);
                RunFolder existing = RunFolder.Open(folder);
                return existing.Spec.Parent is not null
                    ? TrainVerb.Train(existing, existing.OpenData(), target, parsed.InvocationConfiguration.Output, stop)
                    : throw new InputException($"{folder}: holds a run of train; go on with ./edgeresnet train --out {folder} --resume");
            }

            long? steps = run.Steps(parsed);
            RunFolder.RequireNone(folder);
            ModelBundle parent = ModelBundle.Open(ModelName.Resolve(parsed.GetValue(model) ?? throw new UsageException("retrain: needs --model"), stop));
            string dataText = parsed.GetValue(data) ?? throw new UsageException("retrain: needs --data");
            WantedRecipe asked = recipe.ReadForRetraining(parsed, parent, parsed.GetValue(fineTune));
            DataSplits found = DataSource.OpenForRetraining(dataText, asked.Recipe.ValidationShare, asked.Recipe.Seed);
            IReadOnlyList<string> labels = ClassOrder.Grow(parent.Output.Labels, found.Train.Classes);
            DataSplits splits = found.InOrderOf(labels);
            TextWriter output = parsed.InvocationConfiguration.Output;
            bool known = labels.Count == found.Train.Classes.Count; // a class without pictures cannot be fitted
            if (known && steps is null && !parsed.GetValue(fineTune) && !recipe.SaysHowToTrain(parsed) && TaughtRecipe.IsTaught(parent.Embedded.Training))
            {
                return Teach(parent, dataText, folder, splits, recipe.MaxRecallDrop(parsed), output, stop);
            }

            Recipe wanted = Bfloat16.Fit(asked.FittedTo(splits.Train.Count, output), target, output);
            InputSpec input = wanted.Applied(parent.Input);
            CropNote.Write(output, splits.Train, input);
            RunSpec spec = new(dataText, wanted, parent.Embedded.Architecture with { Classes = labels.Count }, input, labels, steps, HostInfo.BuildCommit(), RunOptions.DescribeHost())
            {
                TeacherSha256 = Teacher.Hash(wanted, input, labels),
                Parent = new ParentSpec(parent.Name, parent.Sha256),
                HoldoutSha256 = splits.HoldoutSha256,
            };
            using Network old = BundleWeights.Load(parent, splits.Train);
            ParitySpec proof = BundleWeights.Prove(old, parent, splits.Validation, stop);
            using Network grown = HeadGrowth.Grow(old, labels.Count, input);
            Describe(output, parent, proof, splits, labels);
            if (wanted.FrozenStages == grown.Stages.Count - 1)
            {
                output.WriteLine("the head alone is trained; --fine-tune trains the whole network");
            }

            return TrainVerb.Train(RunFolder.Create(folder, spec, new StartingPoint(parent, grown)), splits, target, output, stop);
        }
    }

    /// <summary>The head alone, in seconds.</summary>
    private static int Teach(ModelBundle parent, string data, string folder, DataSplits splits, double maxRecallDrop, TextWriter output, CancellationToken stop)
    {
        Describe(output, parent, splits, splits.Train.Classes);
        output.WriteLine("the head alone is fitted; --fine-tune trains the whole network");
        HeadSummary summary = new HeadRetraining(parent, data, folder, line => output.WriteLine(Printable.Of(line)), stop) { MaxRecallDrop = maxRecallDrop }.Run(splits);
        ComparisonTable.Print(summary.Comparison, output);
        output.WriteLine($"promote: {summary.Promote} ({summary.PromoteReason})");
        output.WriteLine($"bundle: {Path.Combine(folder, "bundle")}   report: {Path.Combine(folder, "report.html")}");
        return (int)ExitCode.Done;
    }

    private static void Describe(TextWriter output, ModelBundle parent, DataSplits splits, IReadOnlyList<string> labels)
    {
        int old = parent.Output.Labels.Count;
        output.WriteLine($"{old} classes of the model{(labels.Count > old ? $", {labels.Count - old} new: {string.Join(", ", labels.Skip(old))}" : ", none new")}; compared on {splits.Reported.Count} pictures of {splits.Reported.Name}, which are not trained on");
    }

    private static void Describe(TextWriter output, ModelBundle parent, ParitySpec proof, DataSplits splits, IReadOnlyList<string> labels)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{parent.Name}: {parent.Embedded.Architecture.Name}, SHA-256 {parent.Sha256}; its network answers {ProofImages.Describe(proof.Samples, splits.Validation.Count)} as the file does (largest difference of a logit {proof.MaxAbsLogitError:0.0e+0})"));
        Describe(output, parent, splits, labels);
        output.WriteLine($"the epoch is chosen on {splits.Validation.Count} others of {splits.Validation.Name}{Known(parent, splits)}");
        if (TaughtRecipe.IsTaught(parent.Embedded.Training))
        {
            output.WriteLine("the model was taught on every picture of its folder: of those that are here too, choice and comparison favour it");
        }

        int[] counts = [.. labels.Select((_, label) => Enumerable.Range(0, splits.Train.Count).Count(i => splits.Train.Label(i) == label))];
        string[] absent = [.. labels.Where((_, label) => counts[label] == 0)];
        if (absent.Length > 0)
        {
            output.WriteLine($"no pictures of {string.Join(", ", absent)}: stays in the head, is not trained and cannot be compared, so that the result will not be promoted; add some to the folder");
        }

        output.WriteLine($"training pictures of a class: {counts.Where(count => count > 0).Min()} to {counts.Max()}");
    }

    /// <summary>Of which of the model's classes the pictures that choose are ones that it may know by heart.</summary>
    private static string Known(ModelBundle parent, DataSplits splits)
    {
        string[] known = [.. splits.KnownChoices.Select(name => ClassOrder.LabelOf(name, parent.Output.Labels)).OfType<string>()];
        return known.Length == 0
            ? ", which a training on this folder with the model's seed does not learn from"
            : $"; those of {string.Join(", ", known)} the model may have been trained on, since too few are held out to compare and to choose: add pictures";
    }
}

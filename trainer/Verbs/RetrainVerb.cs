using System.CommandLine;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Trainer.Training.Jobs;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>retrain</c>: trains a bundle's weights on pictures of old and new classes, and compares both models.</summary>
internal static class RetrainVerb
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Option<string?> model = new("--model") { Description = "The old model: a bundle, an .onnx file, or a name such as torchvision:resnet18." };
        Option<string?> data = new("--data") { Description = "folder:DIR with pictures of old and new classes." };
        Option<bool> fineTune = new("--fine-tune") { Description = "Train the whole network. Without it, only the head of a taught bundle learns." };
        TrainingOptions run = new();
        RecipeOptions recipe = new("retrain");
        Command command = run.Command("retrain", "Retrain a bundle on a folder of old and new classes, compare both models on pictures set apart and say whether to promote the new one.", [model, data, fineTune], recipe.All);
        command.SetAction((parsed, stop) => Task.FromResult(run.Run(parsed, context => Run(parsed, context), stop)));
        return command;

        ExitCode Run(ParseResult parsed, TrainingContext context) =>
            parsed.GetValue(run.Resume) ? Resume(parsed, context) : Request(parsed, context).Run(context);

        ExitCode Resume(ParseResult parsed, TrainingContext context)
        {
            run.RefuseBesideResume(command, parsed);
            RunFolder existing = RunFolder.Open(parsed.GetRequiredValue(run.Output));
            return existing.Spec.Parent is not null
                ? run.Continue(existing, parsed, context)
                : throw new InputException($"{existing.Path}: has a run of train; continue with ./edgeresnet train --out {existing.Path} --resume");
        }

        Retraining Request(ParseResult parsed, TrainingContext context)
        {
            long? steps = run.Steps(parsed);
            string folder = parsed.GetRequiredValue(run.Output);
            RunFolder.RequireNone(folder);
            ModelBundle parent = ModelBundle.Open(ModelName.Resolve(parsed.GetValue(model) ?? throw new UsageException("retrain: needs --model"), context.Stop));
            string pictures = parsed.GetValue(data) ?? throw new UsageException("retrain: needs --data");
            bool whole = parsed.GetValue(fineTune);
            bool headAlone = steps is null && !whole && !recipe.SaysHowToTrain(parsed) && TaughtRecipe.IsTaught(parent.Embedded.Training);
            return new Retraining(folder, parent, pictures, run.ForAll(recipe.ReadForRetraining(parsed, parent, whole), parsed, context.Group), headAlone, steps);
        }
    }
}

using System.CommandLine;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Training.Jobs;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>train</c>: trains, evaluates, exports.</summary>
internal static class TrainVerb
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Option<string?> data = new("--data") { Description = $"{DataSource.Forms}." };
        Option<string?> pretrained = new("--pretrained") { Description = "Initial weights: a safetensors file, PyTorch's .pth, or torchvision:ARCH[@V1|@V2]. Layers of another shape begin at random." };
        Option<bool> noExport = new("--no-export") { Description = "Train only, for trials: no bundle, no measurement on the test set. export --run does both later." };
        TrainingOptions run = new();
        RecipeOptions recipe = new("train");
        Command command = run.Command("train", "Train a network, evaluate it and export a bundle.", [data, pretrained, noExport], recipe.All);
        command.SetAction((parsed, stop) => Task.FromResult(run.Run(parsed, context => Run(parsed, context), stop)));
        return command;

        ExitCode Run(ParseResult parsed, TrainingContext context) =>
            parsed.GetValue(run.Resume) ? Resume(parsed, context) : Request(parsed, context).Run(context);

        ExitCode Resume(ParseResult parsed, TrainingContext context)
        {
            run.RefuseBesideResume(command, parsed, noExport);
            RunFolder existing = RunFolder.Open(parsed.GetRequiredValue(run.Output));
            return run.Continue(parsed.GetValue(noExport) ? existing.AsTrial() : existing, parsed, context);
        }

        FreshTraining Request(ParseResult parsed, TrainingContext context) => new()
        {
            MaxSteps = run.Steps(parsed),
            Wanted = run.ForAll(recipe.Read(parsed, parsed.GetValue(pretrained) is null ? new Recipe() : TransferRecipe.Default), parsed, context.Group),
            HasRecipeFile = recipe.NamesFile(parsed),
            Data = parsed.GetValue(data) ?? throw new UsageException("train: needs --data"),
            Pretrained = parsed.GetValue(pretrained),
            Folder = parsed.GetRequiredValue(run.Output),
            IsTrial = parsed.GetValue(noExport),
        };
    }
}

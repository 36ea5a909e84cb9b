using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Teachers;

namespace EdgeResNet.Trainer.Training.Jobs;

/// <summary>The training of a new network by <c>train</c>.</summary>
internal sealed record FreshTraining
{
    private const int FolderSize = 224;

    /// <summary>Folder of the run.</summary>
    public required string Folder { get; init; }

    /// <summary>Value of <c>--data</c>.</summary>
    public required string Data { get; init; }

    /// <summary>The recipe before the data is known.</summary>
    public required WantedRecipe Wanted { get; init; }

    /// <summary>Whether a recipe file is given.</summary>
    public bool HasRecipeFile { get; init; }

    /// <summary>Initial weights; null for random ones.</summary>
    public string? Pretrained { get; init; }

    /// <summary>Steps after which the run ends; null: the recipe's.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>Whether the run ends before the test set is used.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Fetches weights, opens the data, fits recipe and input, and trains.</summary>
    /// <exception cref="InputException">Weights, data or recipe are not usable, or the folder has a run.</exception>
    public ExitCode Run(TrainingContext context)
    {
        PretrainedSource? weights = Weights(context.Stop);
        DataSplits data = OpenData(context.Stop);
        context.Describe(data, Wanted.Recipe);
        Recipe recipe = Bfloat16.Fit(Wanted.FittedTo(data.Train.Count, context.Output), context.Device, context.Output);
        InputSpec input = InputOf(recipe, data, weights);
        CropNote.Write(context.Output, data.Train, input);
        if (weights is not null && !HasRecipeFile)
        {
            context.Output.WriteLine(TransferRecipe.Describe(recipe));
        }

        ArchitectureSpec architecture = new(recipe.Arch, recipe.Width, ArchitectureSpec.StemFor(Math.Max(input.Width, input.Height)), data.Train.Classes.Count);
        RunSpec spec = new(DataSource.Lasting(Data), recipe, architecture, input, data.Train.Classes, MaxSteps, HostInfo.BuildCommit(), HostInfo.Describe(), weights?.File)
        {
            NoExport = IsTrial ? true : null,
            Pictures = ClassListing.Of(data),
            TeacherSha256 = Teacher.Hash(recipe, input, data.Train.Classes),
        };
        return TrainingJob.Run(RunFolder.Create(Folder, spec), data, context);
    }

    private PretrainedSource? Weights(CancellationToken stop)
    {
        if (Pretrained is null)
        {
            return Wanted.Recipe.FreezeNorms
                ? throw new InputException("freeze_norms: a new network has no trained statistics; start from weights with --pretrained, or leave it out")
                : null;
        }

        PretrainedSource weights = PretrainedName.Resolve(Pretrained, Wanted.Recipe.Arch, Wanted.Recipe.Width, WeightStore.FromEnvironment, stop);
        PretrainedWeights.Check(weights.File); // fails before all data is read
        return weights;
    }

    private DataSplits OpenData(CancellationToken stop)
    {
        DataSplits data = DataSource.Open(Data, Wanted.Recipe.Seed, Wanted.Recipe.ValidationShare, stop);
        return Wanted.Recipe.ValidationShare is double share && data.OwnValidation
            ? throw new InputException($"{Data}: has its own validation set, so no share ({share}) of the training set is held out; leave out validation_share")
            : data;
    }

    /// <summary>The input of the weights' training, or one for the pictures.</summary>
    private static InputSpec InputOf(Recipe recipe, DataSplits data, PretrainedSource? weights)
    {
        int usual = data.Size ?? FolderSize;
        return weights?.Input is InputSpec seen && data.Color == seen.Color
            ? recipe.Applied(seen with { Height = usual, Width = usual })
            : PixelStatistics.Measure(data.Train, recipe.Applied(PixelStatistics.Unmeasured(data.Color, usual)));
    }
}

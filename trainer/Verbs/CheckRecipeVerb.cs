using System.CommandLine;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>check-recipe</c>: checks a network of <c>train</c> for <c>teach --shrink</c>, before minutes of work. Hidden from help.</summary>
internal static class CheckRecipeVerb
{
    private const int Classes = 2;

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        RecipeOptions options = new("train");
        Command command = new(ShrinkSpec.CheckVerb, "Check a recipe without training.") { Hidden = true };
        foreach (Option option in options.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            Recipe recipe = options.Read(parsed, new Recipe()).Recipe;
            int size = recipe.ImageSize ?? Architectures.DesignSize(recipe.Arch);
            using Network network = Architectures.Create(new ArchitectureSpec(recipe.Arch, recipe.Width, ArchitectureSpec.StemFor(size), Classes), inputChannels: 3, size);
            return (int)ExitCode.Done;
        });
        return command;
    }
}

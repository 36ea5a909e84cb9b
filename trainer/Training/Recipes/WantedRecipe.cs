using System.Globalization;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>The recipe of a new run before its data are known.</summary>
/// <param name="Recipe">What a file and the command line say, the rest as usual; every field checked.</param>
/// <param name="ChoosesBatch">One of them names the batch.</param>
/// <param name="ChoosesLr">One of them names the learning rate.</param>
internal sealed record WantedRecipe(Recipe Recipe, bool ChoosesBatch, bool ChoosesLr)
{
    /// <summary>The recipe for a set of so many pictures: batch and learning rate follow its size where nobody chose them, which is said.</summary>
    public Recipe FittedTo(int pictures, TextWriter output)
    {
        Recipe fitted = ChoosesBatch ? Recipe : Recipe.FittedTo(pictures, keepsLr: ChoosesLr);
        if (fitted.Batch != Recipe.Batch)
        {
            string lr = fitted.Lr == Recipe.Lr ? "" : string.Create(CultureInfo.InvariantCulture, $" and lr {fitted.Lr:G3} instead of {Recipe.Lr:G3}");
            output.WriteLine($"note: batch {fitted.Batch} instead of {Recipe.Batch}{lr}, since there are {pictures} training pictures; --batch or the recipe can name another");
        }

        return fitted;
    }
}

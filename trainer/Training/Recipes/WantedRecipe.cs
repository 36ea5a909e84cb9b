using System.Globalization;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>The recipe of a new run before its data is known.</summary>
/// <param name="Recipe">The recipe from file, command line and defaults; checked.</param>
/// <param name="ChoosesBatch">Whether file or command line sets the batch.</param>
/// <param name="ChoosesLr">Whether file or command line sets the learning rate.</param>
internal sealed record WantedRecipe(Recipe Recipe, bool ChoosesBatch, bool ChoosesLr)
{
    /// <summary>
    /// The recipe for a number of pictures in each of several processes; the learning rate, that of the recipe's own batch, grows with the whole
    /// batch (the linear rule of Goyal et al., 2017).
    /// </summary>
    /// <exception cref="UsageException">The whole batch is out of range.</exception>
    public WantedRecipe ForProcesses(int batchPerProcess, int processes)
    {
        int batch = (int)Math.Min(int.MaxValue, (long)batchPerProcess * processes);
        return new WantedRecipe((Recipe with { Batch = batch, Lr = Recipe.Lr * batch / Recipe.Batch }).Validated(file: null), ChoosesBatch: true, ChoosesLr: true);
    }

    /// <summary>The recipe for this many pictures: batch and learning rate follow their number unless they are set; a note says so.</summary>
    public Recipe FittedTo(int pictures, TextWriter output)
    {
        Recipe fitted = ChoosesBatch ? Recipe : Recipe.FittedTo(pictures, keepsLr: ChoosesLr);
        if (fitted.Batch != Recipe.Batch)
        {
            string lr = fitted.Lr == Recipe.Lr ? "" : string.Create(CultureInfo.InvariantCulture, $" and lr {fitted.Lr:G3} instead of {Recipe.Lr:G3}");
            output.WriteLine($"note: batch {fitted.Batch} instead of {Recipe.Batch}{lr} for {pictures} training pictures; set another with --batch or the recipe");
        }

        return fitted;
    }
}

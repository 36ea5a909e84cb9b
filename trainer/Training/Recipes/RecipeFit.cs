using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>Fits a recipe to its data and an input to its recipe.</summary>
internal static class RecipeFit
{
    private const int SmallestFittedBatch = 8;
    private const int SmallestBatch = 2; // batch norm needs it
    private const int LeastSteps = 8; // in an epoch

    /// <summary>
    /// The recipe for this many pictures without a chosen batch: at least eight steps an epoch where possible, and at most all pictures
    /// in a batch. The learning rate is proportional to the batch (Goyal et al., 2017).
    /// </summary>
    public static Recipe FittedTo(this Recipe recipe, int pictures, bool keepsLr)
    {
        int batch = recipe.Batch;
        while (batch > SmallestFittedBatch && batch * LeastSteps > pictures)
        {
            batch /= 2;
        }

        batch = Math.Min(batch, Math.Max(SmallestBatch, pictures));
        return recipe with { Batch = batch, Lr = keepsLr ? recipe.Lr : recipe.Lr * batch / recipe.Batch };
    }

    /// <summary>The input with the recipe's size and preprocessing. Only a centre crop keeps a margin.</summary>
    public static InputSpec Applied(this Recipe recipe, InputSpec input) => input with
    {
        Width = recipe.ImageSize ?? input.Width,
        Height = recipe.ImageHeight ?? recipe.ImageSize ?? input.Height,
        Crop = recipe.Crop ?? input.Crop,
        Resize = recipe.Resize ?? input.Resize,
        Margin = recipe.Crop is null or "center" ? input.Margin : 1,
    };
}

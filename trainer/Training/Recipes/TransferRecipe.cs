using System.Globalization;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>The recipe for pretrained weights: a small learning rate that falls towards the stem, frozen norms, random windows and colours (Kornblith et al., 2019; Kumar et al., 2022).</summary>
internal static class TransferRecipe
{
    /// <summary>The default of <c>train --pretrained</c> without a recipe file.</summary>
    public static Recipe Default { get; } = new()
    {
        Epochs = 15,
        Batch = 32, // lr is for this batch
        Lr = 0.004,
        HeadLr = 5, // the head is not trained yet
        LayerLrDecay = 0.7,
        Warmup = 0.1,
        WeightDecay = 1e-4,
        FreezeNorms = true, // statistics of small batches are worse than the weights' own
        EmaDecay = 0.995, // limits the average in long runs; in short runs, its warm-up limits it to the last tenth
        PadCrop = 0,
        CropScale = 0.35,
        ColorJitter = 0.2,
    };

    /// <summary>A note about the recipe.</summary>
    public static string Describe(Recipe recipe) => string.Create(
        CultureInfo.InvariantCulture,
        $"note: recipe for transfer, because of pretrained weights without --recipe: {recipe.Epochs} epochs, lr {recipe.Lr:G3} (head × {recipe.HeadLr:G3}, × {recipe.LayerLrDecay:G3} a stage towards the stem), norms {(recipe.FreezeNorms ? "frozen" : "learning")}, crop_scale {recipe.CropScale:G3}, color_jitter {recipe.ColorJitter:G3}; options and --recipe override it");
}

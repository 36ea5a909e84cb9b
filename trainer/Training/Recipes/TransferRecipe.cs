using System.Globalization;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>The recipe for weights that have seen other pictures: a small rate that falls towards the stem, frozen norms, and windows and colours by chance (Kornblith et al., 2019; Kumar et al., 2022).</summary>
internal static class TransferRecipe
{
    /// <summary>What <c>train --pretrained</c> takes where no recipe file is given.</summary>
    public static Recipe Default { get; } = new()
    {
        Epochs = 15,
        Batch = 32, // lr is for this batch
        Lr = 0.004,
        HeadLr = 5, // the head begins at nothing
        LayerLrDecay = 0.7,
        Warmup = 0.1,
        WeightDecay = 1e-4,
        FreezeNorms = true, // a small batch says less about the statistics than the weights do
        EmaDecay = 0.995, // bounds the average of long runs; its warm-up keeps it to the last tenth of short ones
        PadCrop = 0,
        CropScale = 0.35,
        ColorJitter = 0.2,
    };

    /// <summary>A line that says what was taken.</summary>
    public static string Describe(Recipe recipe) => string.Create(
        CultureInfo.InvariantCulture,
        $"note: a recipe for transfer, since there are weights to start from and no --recipe: {recipe.Epochs} epochs, lr {recipe.Lr:G3} (head × {recipe.HeadLr:G3}, × {recipe.LayerLrDecay:G3} a stage towards the stem), norms {(recipe.FreezeNorms ? "frozen" : "learning")}, crop_scale {recipe.CropScale:G3}, color_jitter {recipe.ColorJitter:G3}; options and --recipe overrule it");
}

using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.FineTuning;

/// <summary>The recipe of <c>teach</c> for a whole network: <see cref="TransferRecipe"/>, shorter and with a slow head, which is fitted already.</summary>
internal static class FineTuneRecipe
{
    private const int Epochs = 5;

    /// <summary>The recipe.</summary>
    /// <param name="seed">Seed of order and augmentation.</param>
    /// <param name="epochs">Passes over the pictures; null for five.</param>
    public static Recipe Of(long seed, int? epochs) => TransferRecipe.Default with
    {
        Epochs = epochs ?? Epochs,
        HeadLr = 1,
        BalancedSampling = true,
        Seed = seed,
    };
}

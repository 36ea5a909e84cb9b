using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.Evaluation;

/// <summary>A taught bundle learned from every picture of its folder, so that no part of it can be cut out to judge or fit it.</summary>
internal static class TaughtPictures
{
    /// <summary>Whether the pictures that data holds out may be ones that the bundle learned: it was taught, and the data has no split of its own.</summary>
    public static bool MayBeLearned(ModelBundle bundle, DataSplits data) => TaughtRecipe.IsTaught(bundle.Embedded.Training) && data.Test is null && !data.OwnValidation;

    /// <summary>Refuses such data.</summary>
    /// <exception cref="InputException">Something would be fitted to pictures that the bundle knows by heart.</exception>
    public static void Refuse(ModelBundle bundle, DataSplits data)
    {
        if (MayBeLearned(bundle, data))
        {
            throw new InputException($"{bundle.Name}: teach calibrated it already and learned from every picture of its folder; give a folder with other pictures in val or test");
        }
    }
}

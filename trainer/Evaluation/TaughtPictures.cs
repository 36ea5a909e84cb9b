using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.Evaluation;

/// <summary>Guards taught bundles: they learned from every picture of their folder, so no part of it can judge or calibrate them.</summary>
internal static class TaughtPictures
{
    /// <summary>Refuses data whose held-out pictures may be learned ones: the bundle was taught, and the data has no split of its own.</summary>
    /// <exception cref="InputException">The pictures for a fit may be learned ones.</exception>
    public static void Refuse(ModelBundle bundle, DataSplits data)
    {
        if (TaughtRecipe.IsTaught(bundle.Embedded.Training) && data.Test is null && !data.OwnValidation)
        {
            throw new InputException($"{bundle.Name}: teach has calibrated it and learned from every picture of its folder; use a folder with other pictures in val or test");
        }
    }
}

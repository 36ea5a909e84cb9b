using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>The recipe for retraining a bundle of <c>teach</c>.</summary>
internal static class TaughtRecipe
{
    private const string MethodKey = "method";
    private const string Method = "teach";
    private const int HeadEpochs = 8;

    /// <summary>Whether a bundle was taught: its recipe has <c>"method": "teach"</c>.</summary>
    public static bool IsTaught(TrainingSpec training) =>
        training.Recipe.ValueKind == JsonValueKind.Object
        && training.Recipe.TryGetProperty(MethodKey, out JsonElement method)
        && method.ValueKind == JsonValueKind.String
        && method.ValueEquals(Method);

    /// <summary>Trains the head alone, or with <paramref name="fineTune"/> the whole network, by <see cref="TransferRecipe"/>; every class equally often.</summary>
    public static Recipe Of(ModelBundle bundle, bool fineTune)
    {
        Recipe whole = TransferRecipe.Default with { BalancedSampling = true };
        return fineTune ? whole : whole with { Epochs = HeadEpochs, FrozenStages = HeadStage(bundle) };
    }

    /// <summary>Number of stages below the head of a bundle's network.</summary>
    private static int HeadStage(ModelBundle bundle)
    {
        using Network network = Architectures.Create(bundle.Embedded.Architecture, bundle.Input.Channels, bundle.Input.Height);
        return network.Stages.Count - 1;
    }
}

using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Pretrained.Bundle;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>The recipe of a retraining: keeps the bundle's keys that must not change, and uses gentle settings for trained weights.</summary>
internal static class RetrainRecipe
{
    private const int Epochs = 10;
    private const double LrShare = 0.1; // of the weights' own learning rate
    private const double LayerLrDecay = 0.7;

    /// <summary>
    /// A gentle form of the bundle's recipe: a tenth of its learning rate, less towards the stem, ten epochs, every class equally often.
    /// A retrained bundle's recipe is gentle already; a taught bundle gets <see cref="TaughtRecipe"/>.
    /// </summary>
    /// <param name="bundle">The old model.</param>
    /// <param name="fineTune">Whether no stage is frozen, in place of the recipe's.</param>
    /// <exception cref="InputException">The bundle's recipe cannot be read.</exception>
    public static Recipe From(ModelBundle bundle, bool fineTune = false)
    {
        if (TaughtRecipe.IsTaught(bundle.Embedded.Training))
        {
            return Bind(TaughtRecipe.Of(bundle, fineTune), bundle);
        }

        Recipe old;
        JsonElement recorded = bundle.Embedded.Training.Recipe;
        try
        {
            // Published weights have no recipe of this project.
            old = recorded.ValueKind == JsonValueKind.Object && recorded.TryGetProperty(PulledBundle.WeightsKey, out _) ? new Recipe() : StrictJson.Parse<Recipe>(recorded.GetRawText(), "its recipe");
        }
        catch (InputException e)
        {
            throw new InputException($"{bundle.Name}: {e.Message}; name a recipe with --recipe", e);
        }

        Recipe gentle = bundle.Embedded.Training.Parent is null ? Gentle(old) : old with { Teacher = null };
        gentle = gentle with { ImageSize = null, ImageHeight = null, Crop = null, Resize = null };
        return Bind(fineTune ? gentle with { FrozenStages = 0 } : gentle, bundle);
    }

    /// <summary>Reads a recipe from a file's text; the bundle's keys must be absent or equal.</summary>
    /// <exception cref="InputException">The file is not usable, or retraining does not support it.</exception>
    public static Recipe Read(string text, string file, ModelBundle bundle)
    {
        Recipe read = StrictJson.Parse<Recipe>(text, file).Validated(file);
        if (read.ZeroGamma || read.Dirac)
        {
            throw new InputException($"{file}: zero_gamma and dirac are for new networks, and retraining begins with the bundle's weights; leave them out");
        }

        Recipe bound = Bind(read, bundle);
        JsonElement kept = JsonSerializer.SerializeToElement(bound, StrictJson.Line);
        using JsonDocument written = JsonDocument.Parse(text);
        foreach (JsonProperty entry in written.RootElement.EnumerateObject())
        {
            if (!kept.TryGetProperty(entry.Name, out JsonElement value) ? entry.Value.ValueKind != JsonValueKind.Null : IsBound(entry.Name) && !JsonElement.DeepEquals(value, entry.Value))
            {
                throw new InputException($"{file}: {entry.Name} is {entry.Value.GetRawText()}; retraining keeps the bundle's value{(kept.TryGetProperty(entry.Name, out value) ? $", {value.GetRawText()}" : "")}: leave it out");
            }
        }

        return bound;
    }

    private static Recipe Gentle(Recipe old) => old with
    {
        Epochs = Epochs,
        Lr = old.Lr * LrShare,
        LayerLrDecay = LayerLrDecay,
        BalancedSampling = true,
        LogitAdjustment = 0,
        FrozenStages = 0,
        ZeroGamma = false,
        Dirac = false,
        Teacher = null,
    };

    // Seed and share chose the pictures that the bundle was not trained on; other values would compare it on learned pictures.
    private static Recipe Bind(Recipe recipe, ModelBundle bundle) => recipe with
    {
        Arch = bundle.Embedded.Architecture.Name,
        Width = bundle.Embedded.Architecture.Width,
        ImageSize = recipe.ImageSize ?? bundle.Input.Width,
        ImageHeight = recipe.ImageSize is not null ? recipe.ImageHeight : bundle.Input.Height == bundle.Input.Width ? null : bundle.Input.Height,
        Crop = recipe.Crop ?? bundle.Input.Crop,
        Resize = recipe.Resize ?? bundle.Input.Resize,
        Seed = bundle.Embedded.Training.Seed,
        ValidationShare = DataSource.ValidationShareOf(bundle.Embedded.Training),
    };

    private static bool IsBound(string key) => key is "arch" or "width" or "seed" or "validation_share";
}

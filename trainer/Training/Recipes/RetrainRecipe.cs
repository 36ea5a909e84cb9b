using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Pretrained.Bundle;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>The recipe of a retraining: what has to stay as in the bundle, and what is gentle enough for weights that are good already.</summary>
internal static class RetrainRecipe
{
    private const int Epochs = 10;
    private const double LrShare = 0.1; // of the rate that the weights were trained with
    private const double LayerLrDecay = 0.7;

    /// <summary>
    /// The recipe that a bundle was trained with, made gentle: a tenth of its learning rate and less towards the stem, ten epochs, every class equally often. That of a
    /// bundle that was retrained itself is gentle already, and that of a taught one is <see cref="TaughtRecipe"/>.
    /// </summary>
    /// <param name="bundle">The old model.</param>
    /// <param name="fineTune">No stage is frozen, whatever the recipe says.</param>
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
            // How published weights were trained is not known as a recipe of this project.
            old = recorded.ValueKind == JsonValueKind.Object && recorded.TryGetProperty(PulledBundle.WeightsKey, out _) ? new Recipe() : StrictJson.Parse<Recipe>(recorded.GetRawText(), "its recipe");
        }
        catch (InputException e)
        {
            throw new InputException($"{bundle.Name}: {e.Message}; give a recipe with --recipe", e);
        }

        Recipe gentle = bundle.Embedded.Training.Parent is null ? Gentle(old) : old with { Teacher = null };
        gentle = gentle with { ImageSize = null, ImageHeight = null, Crop = null, Resize = null };
        return Bind(fineTune ? gentle with { FrozenStages = 0 } : gentle, bundle);
    }

    /// <summary>Reads a recipe from a file's text, in which what the bundle decides is left out or the same.</summary>
    /// <exception cref="InputException">The file is not usable, or asks for what retraining cannot do.</exception>
    public static Recipe Read(string text, string file, ModelBundle bundle)
    {
        Recipe read = StrictJson.Parse<Recipe>(text, file).Validated(file);
        if (read.ZeroGamma || read.Dirac)
        {
            throw new InputException($"{file}: zero_gamma and dirac are beginnings of a fresh network, and retraining begins with the bundle's weights; leave them out");
        }

        Recipe bound = Bind(read, bundle);
        JsonElement kept = JsonSerializer.SerializeToElement(bound, StrictJson.Line);
        using JsonDocument written = JsonDocument.Parse(text);
        foreach (JsonProperty entry in written.RootElement.EnumerateObject())
        {
            if (!kept.TryGetProperty(entry.Name, out JsonElement value) ? entry.Value.ValueKind != JsonValueKind.Null : IsBound(entry.Name) && !JsonElement.DeepEquals(value, entry.Value))
            {
                throw new InputException($"{file}: {entry.Name} is {entry.Value.GetRawText()}; retraining keeps that of the bundle{(kept.TryGetProperty(entry.Name, out value) ? $", {value.GetRawText()}" : "")}: leave it out");
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

    // The seed and the share chose the pictures that the bundle was not trained on: others would compare it on what it knows by heart.
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

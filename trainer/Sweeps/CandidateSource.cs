using System.Text.Json.Nodes;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>Makes the recipes of a sweep; a recipe depends only on the sweep and its number.</summary>
/// <param name="spec">The sweep.</param>
/// <param name="keys">The keys that vary.</param>
/// <param name="file">The sweep's file, for messages.</param>
internal sealed class CandidateSource(SweepSpec spec, IReadOnlyList<SearchKey> keys, string file)
{
    private const string RecipeKeyName = "recipe"; // of a list of recipes, which varies like a key
    private readonly JsonObject[] bases = spec.Recipe is JsonArray list ? [.. list.Select(recipe => recipe!.AsObject())] : [spec.Recipe.AsObject()];

    /// <summary>Number of recipes that vary.</summary>
    public int Bases => bases.Length;

    /// <summary>Checks every base, and every key's values one by one on the first.</summary>
    /// <exception cref="InputException">A value is not usable.</exception>
    public void Check()
    {
        foreach (JsonObject recipe in bases)
        {
            Parse(recipe, $"{file}: recipe");
        }

        foreach (SearchKey key in keys)
        {
            foreach (JsonNode value in key.Extremes)
            {
                JsonObject changed = bases[0].DeepClone().AsObject();
                changed[key.Name] = value.DeepClone();
                Parse(changed, $"{file}: keys.{key.Name}");
            }
        }
    }

    /// <summary>Epochs of a recipe.</summary>
    public long Epochs(Candidate candidate) => Parse(candidate.Recipe, file).Epochs;

    /// <summary>Epochs of a recipe before it varies.</summary>
    public int EpochsOfBase(int index) => Parse(bases[index], file).Epochs;

    /// <summary>A draw; it depends on the seed of the draws and its number alone.</summary>
    public Candidate Draw(int number)
    {
        Random random = Order.Random(spec.DrawSeed, number);
        int from = random.Next(Bases);
        return Make(number, from, [.. keys.Select(key => key.At(random.NextDouble()))]);
    }

    /// <summary>A combination of a grid; the last key changes fastest.</summary>
    public Candidate Combination(int number)
    {
        JsonNode[] values = new JsonNode[keys.Count];
        int rest = number;
        for (int i = keys.Count - 1; i >= 0; i--)
        {
            IReadOnlyList<JsonNode> points = keys[i].Points!;
            values[i] = points[rest % points.Count].DeepClone();
            rest /= points.Count;
        }

        return Make(number, rest, values);
    }

    private Candidate Make(int number, int from, JsonNode[] values)
    {
        JsonObject recipe = bases[from].DeepClone().AsObject();
        for (int i = 0; i < keys.Count; i++)
        {
            recipe[keys[i].Name] = values[i].DeepClone();
        }

        Parse(recipe, $"{file}: recipe {number + 1} of the plan");
        IEnumerable<KeyValuePair<string, JsonNode>> own = Bases > 1 ? [KeyValuePair.Create<string, JsonNode>(RecipeKeyName, JsonValue.Create(from + 1))] : [];
        return new Candidate(number, from, recipe, [.. own, .. keys.Select((key, i) => KeyValuePair.Create(key.Name, values[i]))]);
    }

    private static Recipe Parse(JsonObject recipe, string what) => StrictJson.Parse<Recipe>(recipe.ToJsonString(), what).Validated(what);
}

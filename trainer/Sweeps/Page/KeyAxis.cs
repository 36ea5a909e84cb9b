using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeResNet.Shared.Charts;

namespace EdgeResNet.Trainer.Sweeps.Page;

/// <summary>The values of a key as places on an axis: numbers, or the members of a list.</summary>
internal sealed class KeyAxis
{
    private const int MostGroups = 6; // of numbers that are a list
    private readonly string[] words;
    private readonly bool isNumeric;

    private KeyAxis(string name, JsonNode[] values, bool logarithmic)
    {
        Name = name;
        isNumeric = values.All(value => value.GetValueKind() == JsonValueKind.Number);
        double[] numbers = isNumeric ? [.. values.Select(Number).Distinct().Order()] : [];
        words = isNumeric ? [] : [.. values.Select(TrialText.Value).Distinct().Order(StringComparer.Ordinal)];
        IsGrouped = !isNumeric || numbers.Length <= MostGroups;
        bool isLogarithmic = isNumeric && numbers[0] > 0 && (logarithmic || (IsGrouped && Scale.IsWide(numbers[0], numbers[^1])));
        Scale = isNumeric ? new Scale(numbers[0], numbers[^1], isLogarithmic) : new Scale(0, Math.Max(1, words.Length - 1));
        Ticks = isNumeric
            ? [.. (IsGrouped ? numbers : [numbers[0], numbers[^1]]).Select(number => (number, Label(number)))]
            : [.. words.Select((word, i) => ((double)i, word))];
    }

    /// <summary>The key.</summary>
    public string Name { get; }

    /// <summary>Whether it has few values, which many trials share.</summary>
    public bool IsGrouped { get; }

    /// <summary>From the lowest to the highest.</summary>
    public Scale Scale { get; }

    /// <summary>Values with their labels: all of a list, or both ends.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>The axes of a sweep's keys that really vary.</summary>
    public static IReadOnlyList<KeyAxis> Of(SweepPlan plan) =>
    [
        .. plan.Candidates[0].Values.Select(value => new KeyAxis(value.Key, [.. plan.Candidates.Select(candidate => Find(candidate, value.Key))], plan.Keys.Any(key => key.Name == value.Key && key.IsLogarithmic)))
            .Where(axis => axis.isNumeric ? axis.Scale.High > axis.Scale.Low : axis.words.Length > 1),
    ];

    /// <summary>Place of a recipe's value on the scale.</summary>
    public double Of(Candidate candidate) => isNumeric ? Number(Find(candidate, Name)) : Array.IndexOf(words, TrialText.Value(Find(candidate, Name)));

    private static JsonNode Find(Candidate candidate, string key) => candidate.Values.First(value => value.Key == key).Value;

    private static double Number(JsonNode value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture); // it may hold any type of number

    private static string Label(double value) => value is >= 1000 or <= -1000 ? Scale.Label(value) : value.ToString("G3", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>
/// A key of a recipe that varies: a list of values, or a range <c>{"linear": [low, high]}</c>, <c>log</c> or <c>integer</c>, which
/// <c>steps</c> turns into a list of as many values at equal distances.
/// </summary>
internal sealed class SearchKey
{
    private const string Linear = "linear";
    private const string Log = "log";
    private const string Integer = "integer";
    private const string Steps = "steps";
    private const int MostPoints = 1000;
    private static readonly string[] parts = [Linear, Log, Integer, Steps];

    private readonly SearchRange? range;
    private readonly IReadOnlyList<JsonNode>? points;

    private SearchKey(string name, SearchRange? range, IReadOnlyList<JsonNode>? points) => (Name, this.range, this.points) = (name, range, points);

    /// <summary>The recipe's key.</summary>
    public string Name { get; }

    /// <summary>Whether it is a range that is logarithmic.</summary>
    public bool IsLogarithmic => range is { Logarithmic: true };

    /// <summary>All values; null of a range without steps whose numbers are not whole.</summary>
    public IReadOnlyList<JsonNode>? Points => points ?? (range is { Whole: true, Logarithmic: false } whole && whole.High - whole.Low < MostPoints ? Nodes(whole.Points(null), whole: true) : null);

    /// <summary>The values that show whether all are valid: those of a list, or the ends of a range.</summary>
    public IEnumerable<JsonNode> Extremes => points ?? Nodes([range!.Value.Low, range.Value.High], range.Value.Whole);

    /// <summary>Reads one of a sweep's <c>keys</c>.</summary>
    /// <exception cref="InputException">A recipe has no such key, or the value is neither a list nor a range of it.</exception>
    public static SearchKey Read(string name, JsonNode? value, string file)
    {
        RecipeKey key = RecipeKey.All.FirstOrDefault(key => key.Name == name)
            ?? throw new InputException($"{file}: keys: {StrictJson.Unknown(name, RecipeKey.All.Select(known => known.Name))}");
        return name == "seed" ? throw new InputException($"{file}: keys: seed is not drawn; list the seeds in 'seeds', so that every recipe is trained with each")
            : value switch
            {
                JsonArray { Count: > 0 } list => new SearchKey(name, null, [.. list.Select(item => item?.DeepClone() ?? throw Wrong(name, file))]),
                JsonObject written => OfRange(key, written, file),
                _ => throw Wrong(name, file),
            };
    }

    /// <summary>The value at a share from 0 to below 1: equal shares of a list, or of the range.</summary>
    public JsonNode At(double share) =>
        points is not null ? points[Math.Min((int)(share * points.Count), points.Count - 1)].DeepClone() : Node(range!.Value.At(share), range.Value.Whole);

    private static SearchKey OfRange(RecipeKey key, JsonObject written, string file)
    {
        string where = $"{file}: keys.{key.Name}";
        if (written.Select(part => part.Key).FirstOrDefault(part => !parts.Contains(part)) is string unknown)
        {
            throw new InputException($"{where}: {StrictJson.Unknown(unknown, parts)}");
        }

        string[] kinds = [.. written.Select(part => part.Key).Where(part => part != Steps)];
        if (kinds.Length != 1 || Numbers(written[kinds[0]]) is not [double low, double high])
        {
            throw new InputException($"{where}: expected one range, such as {{\"log\": [0.01, 1]}} with its two ends");
        }

        bool wholeKey = key.Type == typeof(int) || key.Type == typeof(long);
        if (!wholeKey && key.Type != typeof(double))
        {
            throw new InputException($"{where}: has no numbers to draw from; list its values, such as {(key.Type == typeof(bool) ? "[true, false]" : "[\"one\", \"other\"]")}");
        }

        string? fault = !(low < high) ? "its first end is not below its second"
            : kinds[0] == Log && low <= 0 ? "a logarithmic range begins above 0"
            : kinds[0] == Integer && (low != Math.Floor(low) || high != Math.Floor(high)) ? "an integer range has whole ends"
            : null;
        int? steps = written[Steps] is JsonValue number && number.TryGetValue(out int count) ? count : null;
        fault ??= written.ContainsKey(Steps) && steps is not (>= 2 and <= MostPoints) ? $"steps is {written[Steps]?.ToJsonString() ?? "null"}; expected 2 to {MostPoints}" : null;
        if (fault is not null)
        {
            throw new InputException($"{where}: {fault}");
        }

        SearchRange range = new(low, high, kinds[0] == Log, wholeKey || kinds[0] == Integer);
        return new SearchKey(key.Name, range, steps is null ? null : Nodes(range.Points(steps), wholeKey));
    }

    private static double[]? Numbers(JsonNode? ends) =>
        ends is JsonArray list && list.All(end => end?.GetValueKind() == JsonValueKind.Number) ? [.. list.Select(end => end!.GetValue<double>())] : null;

    private static JsonNode[] Nodes(IEnumerable<double> values, bool whole) => [.. values.Select(value => Node(value, whole))];

    private static JsonValue Node(double value, bool whole) => whole ? JsonValue.Create((long)value) : JsonValue.Create(value);

    private static InputException Wrong(string name, string file) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}: keys.{name}: expected a list of values, or a range such as {{\"linear\": [0, 1]}}"));
}

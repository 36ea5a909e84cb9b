using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>A sweep as its file describes it: recipes, what varies in them, and a budget.</summary>
internal sealed record SweepSpec
{
    /// <summary>Value of <c>train --data</c>.</summary>
    public required string Data { get; init; }

    /// <summary>A recipe, the file of one, or a list of these.</summary>
    public required JsonNode Recipe { get; init; }

    /// <summary>Value of <c>train --pretrained</c>; null for random initial weights.</summary>
    public string? Pretrained { get; init; }

    /// <summary>For each key of a recipe a list of values, or a range: <see cref="SearchKey"/>.</summary>
    public IReadOnlyDictionary<string, JsonNode> Keys { get; init; } = new Dictionary<string, JsonNode>();

    /// <summary>Every recipe is trained with each; null: the recipe's own seed.</summary>
    public IReadOnlyList<long>? Seeds { get; init; }

    /// <summary>One of <see cref="SweepMethod"/>.</summary>
    public string Method { get; init; } = SweepMethod.Random;

    /// <summary>One of <see cref="Sweeps.Objective"/>.</summary>
    public string Objective { get; init; } = Sweeps.Objective.Loss;

    /// <summary>Of successive halving: one recipe of this many goes on, with this many times the epochs.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>Seed of the draws.</summary>
    public long DrawSeed { get; init; } = 1;

    /// <summary>Limits.</summary>
    public SweepBudget Budget { get; init; } = new();

    /// <summary>More options of sbatch, such as <c>--gres=gpu:1</c>.</summary>
    public IReadOnlyList<string> Slurm { get; init; } = [];

    /// <summary>Trainings of each recipe.</summary>
    public int SeedCount => Seeds?.Count ?? 1;

    /// <summary>Reads a sweep's file. Recipes that it names are read in, and paths made absolute: it holds without the file, from any folder.</summary>
    /// <exception cref="InputException">The file, or a recipe that it names, is not usable.</exception>
    public static SweepSpec Read(string file)
    {
        SweepSpec spec = StrictJson.Read<SweepSpec>(file);
        if (spec.Fault() is string fault)
        {
            throw new InputException($"{file}: {fault}");
        }

        return spec with
        {
            Data = Absolute(DataSource.Lasting(spec.Data)),
            Pretrained = File.Exists(spec.Pretrained) ? Path.GetFullPath(spec.Pretrained) : spec.Pretrained,
            Recipe = spec.Recipe is JsonArray list ? new JsonArray([.. list.Select(recipe => Resolve(recipe, file))]) : Resolve(spec.Recipe, file),
        };
    }

    /// <summary>Whether both draw the same trials; of random draws and grids, the budget may differ.</summary>
    public bool IsSameAs(SweepSpec other) => Text(this) == Text(other);

    private static string Text(SweepSpec spec) =>
        JsonSerializer.Serialize(spec with { Slurm = [], Budget = spec.Method == SweepMethod.Halving ? spec.Budget with { Hours = null } : new() }, StrictJson.Line);

    private string? Fault() =>
        !SweepMethod.All.Contains(Method) ? $"method is '{Method}'; known are {string.Join(", ", SweepMethod.All)}"
        : !Sweeps.Objective.All.Contains(Objective) ? $"objective is '{Objective}'; known are {string.Join(", ", Sweeps.Objective.All)}"
        : Keep < 2 ? $"keep is {Keep}; expected 2 or more: one recipe of this many goes on"
        : Recipe is JsonArray { Count: 0 } ? "recipe is an empty list; name one, or its keys"
        : Seeds is { Count: 0 } ? "seeds is empty; name at least one, or leave it out"
        : Seeds is not null && Seeds.Distinct().Count() < Seeds.Count ? "seeds has one twice; remove it"
        : Seeds?.Any(seed => seed < 0) is true ? "seeds has a negative number; expected 0 or more"
        : Slurm.FirstOrDefault(option => !option.StartsWith("--", StringComparison.Ordinal) || option.Any(char.IsControl)) is string odd ? $"slurm has '{odd}'; expected options such as --time=8:00:00"
        : Budget.Fault;

    private static string Absolute(string data)
    {
        string[] parts = data.Split(':', 2);
        return parts is [string kind, { Length: > 0 } folder] && PathOptions.DataForms.Contains(kind) ? $"{kind}:{Path.GetFullPath(folder)}" : data;
    }

    private static JsonNode Resolve(JsonNode? recipe, string file) => recipe switch
    {
        JsonObject keys => keys.DeepClone(),
        JsonValue value when value.TryGetValue(out string? path) => StrictJson.Parse<JsonObject>(StrictJson.ReadText(path), path),
        _ => throw new InputException($"{file}: the value of recipe is of the wrong kind; expected a recipe's keys, the path of its file, or a list of these"),
    };
}

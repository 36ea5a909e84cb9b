using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>A key of a recipe, from a property of <see cref="Recipe"/> and its <see cref="RecipeKeyAttribute"/>.</summary>
internal sealed class RecipeKey
{
    private readonly PropertyInfo property;
    private readonly RecipeKeyAttribute declared;

    private RecipeKey(PropertyInfo property)
    {
        this.property = property;
        declared = property.GetCustomAttribute<RecipeKeyAttribute>() ?? throw new InvalidOperationException($"{property.Name} of a recipe lacks its attribute");
        Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
    }

    /// <summary>All keys in the order of the file.</summary>
    public static IReadOnlyList<RecipeKey> All { get; } = [.. typeof(Recipe).GetProperties().Select(property => new RecipeKey(property))];

    /// <summary>The key in the file, such as <c>weight_decay</c>.</summary>
    public string Name { get; }

    /// <summary>The option, such as <c>--weight-decay</c>.</summary>
    public string Option => $"--{Name.Replace('_', '-')}";

    /// <summary>Type of the value, without null.</summary>
    public Type Type => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    /// <summary>Help of the option; null: no option.</summary>
    public string? Help => declared.Help;

    /// <summary>Whether a verb, <c>train</c> or <c>retrain</c>, has the option.</summary>
    public bool IsOptionOf(string verb) => Help is not null && (declared.Verb ?? verb) == verb;

    /// <summary>The value in a recipe.</summary>
    public object? Of(Recipe recipe) => property.GetValue(recipe);

    /// <summary>The value as in a recipe's file, text without quotes; null: no value.</summary>
    public string? Text(Recipe recipe) => Of(recipe) is object value ? value as string ?? JsonSerializer.Serialize(value) : null;

    /// <summary>Sets the value in a new recipe that is not shared yet.</summary>
    public void Set(Recipe recipe, object value) => property.SetValue(recipe, value);

    /// <summary>The fault of a recipe's value; null: none.</summary>
    public string? Fault(Recipe recipe) => Of(recipe) switch
    {
        string text when declared.Known is string known && !known.Split(' ').Contains(text) => $"{Name} is '{text}'; known are {Listed(known.Split(' '))}",
        IConvertible number and (int or long or double) when !IsInRange(number.ToDouble(CultureInfo.InvariantCulture)) => string.Create(CultureInfo.InvariantCulture, $"{Name} is {number}; expected {Range()}"),
        _ => null,
    };

    // Comparisons with an absent limit (NaN) or a NaN value are false.
    private bool IsInRange(double value) =>
        (declared.OrZero is not null && value == 0)
        || (double.IsNaN(declared.From) && double.IsNaN(declared.Above))
        || ((value >= declared.From || value > declared.Above) && !(value > declared.To) && !(value >= declared.Below) && double.IsFinite(value));

    private string Range() => declared.Expected ?? string.Create(CultureInfo.InvariantCulture, $"{Lower()}{Upper()}{(declared.OrZero is null ? "" : $", or 0 ({declared.OrZero})")}{declared.Note}");

    private string Lower() => !double.IsNaN(declared.Above) ? $"above {declared.Above}" : declared.Zero is null ? $"{declared.From}" : $"{declared.From} ({declared.Zero})";

    private string Upper() => !double.IsNaN(declared.To) ? $" to {declared.To}"
        : double.IsNaN(declared.Below) ? " or more"
        : $" {(double.IsNaN(declared.Above) ? "to" : "and")} below {declared.Below}";

    private static string Listed(string[] values) => $"{string.Join(", ", values[..^1])} and {values[^1]}";
}

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>
/// Makes a property of <see cref="Recipe"/> a key of the JSON file (snake_case) and an option (kebab-case), with a check of its value.
/// A number without limits is not checked.
/// </summary>
/// <param name="help">Help of the option; null: no option, or one of <see cref="Shared.Cli.PreprocessingOptions"/>.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RecipeKeyAttribute(string? help = null) : Attribute
{
    /// <summary>Help of the option.</summary>
    public string? Help => help;

    /// <summary>The verb that has the option: <c>train</c> or <c>retrain</c>; null: both.</summary>
    public string? Verb { get; init; }

    /// <summary>Smallest value.</summary>
    public double From { get; init; } = double.NaN;

    /// <summary>Every value is larger.</summary>
    public double Above { get; init; } = double.NaN;

    /// <summary>Largest value.</summary>
    public double To { get; init; } = double.NaN;

    /// <summary>Every value is smaller.</summary>
    public double Below { get; init; } = double.NaN;

    /// <summary>Meaning of 0 as the smallest value.</summary>
    public string? Zero { get; init; }

    /// <summary>Meaning of 0 outside the range.</summary>
    public string? OrZero { get; init; }

    /// <summary>Text after the range in a message, such as a unit.</summary>
    public string Note { get; init; } = "";

    /// <summary>The range in words, in place of the limits.</summary>
    public string? Expected { get; init; }

    /// <summary>The possible values of a text, separated by spaces; null: any.</summary>
    public string? Known { get; init; }
}

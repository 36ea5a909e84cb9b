namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>
/// Makes a property of <see cref="Recipe"/> a key of the JSON file (in snake_case) with an option of the command line (in kebab-case)
/// and a check of its value. A number that has neither limit is not checked.
/// </summary>
/// <param name="help">Help of the option; null: there is no option, or <see cref="Shared.Cli.PreprocessingOptions"/> has it.</param>
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

    /// <summary>What 0, as the smallest value, means.</summary>
    public string? Zero { get; init; }

    /// <summary>What 0, beside the values in range, means.</summary>
    public string? OrZero { get; init; }

    /// <summary>What may follow the range in a message, such as a unit.</summary>
    public string Note { get; init; } = "";

    /// <summary>The range in words, where the limits are not what a user needs to know.</summary>
    public string? Expected { get; init; }

    /// <summary>The values of a text, separated by spaces; null: any.</summary>
    public string? Known { get; init; }
}

using System.Globalization;

namespace EdgeResNet.Shared.Cli;

/// <summary>A number with a unit, such as <c>1.5h</c> or <c>500M</c>.</summary>
/// <param name="Number">Not negative.</param>
/// <param name="Unit">The text after the number; empty for none.</param>
internal readonly record struct Quantity(double Number, string Unit)
{
    /// <summary>The quantity of a text; null where it does not begin with a number.</summary>
    public static Quantity? Parse(string text)
    {
        string unit = text.TrimStart([.. "0123456789."]);
        return double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? new Quantity(number, unit) : null;
    }

    /// <summary>The number in seconds, if the unit is <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>; null otherwise.</summary>
    public double? Seconds => Unit switch { "ms" => Number / 1000, "s" => Number, "m" => Number * 60, "h" => Number * 3600, _ => null };
}

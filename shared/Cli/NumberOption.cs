using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EdgeResNet.Shared.Cli;

/// <summary>An option that takes a number with a decimal point. The default parser skips commas: 1,5 would be 15.</summary>
/// <typeparam name="T"><see cref="double"/>, or the same or null for an option without a default.</typeparam>
public sealed class NumberOption<T> : Option<T>
{
    /// <summary>An option of that name.</summary>
    public NumberOption(string name)
        : base(name) => CustomParser = Read;

    private T? Read(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            return (T)(object)number;
        }

        argument.AddError($"Cannot parse argument '{text}' for option '{Name}': expected a number such as 1.5");
        return default;
    }
}

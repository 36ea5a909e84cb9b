using System.Globalization;
using EdgeResNet.Shared.Addresses;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>A parsed source, <c>name?option=value&amp;…</c>.</summary>
internal sealed class SourceAddress
{
    /// <summary>Stands in the list of known options for any name: <c>control.NAME</c>.</summary>
    public const string AnyName = "NAME";

    private readonly Dictionary<string, string> options;

    private SourceAddress(string text, string name, Dictionary<string, string> options)
    {
        Text = AddressMask.OfAddress(text);
        Name = name;
        this.options = options;
    }

    /// <summary>The whole text for display, without secrets.</summary>
    public string Text { get; }

    /// <summary>The part before the options.</summary>
    public string Name { get; }

    /// <summary>The options in their order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Options => options;

    /// <summary>Splits off the options and checks their names.</summary>
    /// <exception cref="UsageException">An option has no value, comes twice, or is not in <paramref name="known"/>.</exception>
    public static SourceAddress Parse(string text, params string[] known)
    {
        int mark = text.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0)
        {
            return new SourceAddress(text, text, []);
        }

        return Parse(text, text[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries), known);
    }

    /// <summary>Parses <paramref name="parts"/>, each <c>option=value</c>, already split off <paramref name="text"/>.</summary>
    /// <exception cref="UsageException">As above.</exception>
    public static SourceAddress Parse(string text, IReadOnlyList<string> parts, params string[] known)
    {
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        foreach (string part in parts)
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? part : part[..equals];
            if (!known.Any(option => IsNamed(option, name)))
            {
                throw new UsageException($"source {AddressMask.OfAddress(text)}: unknown option '{name}'; known here: {string.Join(", ", known.Union(SourceOptions.OfLiveSources))}");
            }

            if (equals < 0 || equals == part.Length - 1)
            {
                throw new UsageException($"source {AddressMask.OfAddress(text)}: option '{name}' needs a value, such as {name}=…");
            }

            if (!options.TryAdd(name, Uri.UnescapeDataString(part[(equals + 1)..])))
            {
                throw new UsageException($"source {AddressMask.OfAddress(text)}: option '{name}' comes twice");
            }
        }

        return new SourceAddress(text, text.Split('?', 2)[0], options);
    }

    /// <summary>The text of an option; null when it is absent.</summary>
    public string? TextOf(string option) => options.GetValueOrDefault(option);

    /// <summary>A whole number within bounds; null when the option is absent.</summary>
    /// <exception cref="UsageException">The value is something else.</exception>
    public int? WholeNumber(string option, int least, int most)
    {
        if (TextOf(option) is not string value)
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new UsageException($"source {Text}: {option} is '{value}'; expected a whole number from {least} to {most}");
    }

    /// <summary>A number within bounds; null when the option is absent.</summary>
    /// <exception cref="UsageException">The value is something else.</exception>
    public double? Number(string option, double least, double most)
    {
        if (TextOf(option) is not string value)
        {
            return null;
        }

        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most
            ? number
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"source {Text}: {option} is '{value}'; expected a number from {least} to {most}"));
    }

    /// <summary>A time such as <c>500ms</c>, <c>2s</c>, <c>1.5</c> (seconds) or <c>5m</c>, within bounds; null when the option is absent.</summary>
    /// <exception cref="UsageException">The value is something else.</exception>
    public TimeSpan? Duration(string option, TimeSpan least, TimeSpan most)
    {
        if (TextOf(option) is not string value)
        {
            return null;
        }

        Quantity? given = Quantity.Parse(value);
        double? seconds = given is { Unit: "" } plain ? plain.Number : given?.Seconds;
        return seconds >= least.TotalSeconds && seconds <= most.TotalSeconds
            ? TimeSpan.FromSeconds(seconds.Value)
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"source {Text}: {option} is '{value}'; expected a time such as 500ms, 2s or 5m, from {least.TotalSeconds} s to {most.TotalSeconds} s"));
    }

    /// <summary>One of a few words; null when the option is absent.</summary>
    /// <exception cref="UsageException">The value is something else.</exception>
    public T? OneOf<T>(string option, params (string Word, T Meaning)[] choices)
        where T : struct
    {
        if (TextOf(option) is not string value)
        {
            return null;
        }

        foreach ((string word, T meaning) in choices)
        {
            if (word == value)
            {
                return meaning;
            }
        }

        throw new UsageException($"source {Text}: {option} is '{value}'; expected {string.Join(", ", choices.Select(choice => choice.Word))}");
    }

    private static bool IsNamed(string option, string name) => option.EndsWith("." + AnyName, StringComparison.Ordinal)
        ? name.Length > option.Length - AnyName.Length && name.StartsWith(option[..^AnyName.Length], StringComparison.Ordinal)
        : option == name;
}

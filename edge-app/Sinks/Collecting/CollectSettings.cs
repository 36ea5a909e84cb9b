using System.Globalization;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>What is collected, and how much of it is kept.</summary>
/// <param name="Folder">The folder; pictures go to its <c>inbox</c>.</param>
internal sealed record CollectSettings(string Folder)
{
    private const double Most = 1e6; // larger numbers are mistakes

    /// <summary>Names of the reasons, as options and files spell them.</summary>
    public static readonly IReadOnlyDictionary<string, CollectReasons> Names = new Dictionary<string, CollectReasons>(StringComparer.Ordinal)
    {
        ["unknown"] = CollectReasons.Unknown,
        ["uncertain"] = CollectReasons.Uncertain,
        ["changed"] = CollectReasons.Changed,
    };

    /// <summary>Reasons that count.</summary>
    public CollectReasons Reasons { get; init; } = CollectReasons.Unknown | CollectReasons.Uncertain;

    /// <summary>Time between pictures that need no other reason; null for none.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Most bytes of all pictures in the inbox.</summary>
    public long MostBytes { get; init; } = 2_000_000_000;

    /// <summary>Most pictures in <see cref="RatePeriod"/>.</summary>
    public int Rate { get; init; } = 6;

    /// <summary>See <see cref="Rate"/>.</summary>
    public TimeSpan RatePeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Days after which a picture is deleted; null for never.</summary>
    public int? KeepDays { get; init; }

    /// <summary>Takes reasons such as <c>unknown,changed,every=10m</c>.</summary>
    /// <exception cref="UsageException">A word is none of them.</exception>
    public CollectSettings When(string text)
    {
        CollectReasons reasons = CollectReasons.None;
        TimeSpan? every = null;
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Names.TryGetValue(word, out CollectReasons reason))
            {
                reasons |= reason;
            }
            else if (word.StartsWith("every=", StringComparison.Ordinal) && Duration(word["every=".Length..]) is TimeSpan time)
            {
                (reasons, every) = (reasons | CollectReasons.Every, time);
            }
            else
            {
                throw new UsageException($"--collect-when has '{word}'; expected unknown, uncertain, changed or a time such as every=10m, divided by commas");
            }
        }

        return this with { Reasons = reasons, Every = every };
    }

    /// <summary>Takes a size such as <c>500MB</c> or <c>2GB</c>.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public CollectSettings Limit(string text)
    {
        Quantity? given = Quantity.Parse(text);
        double bytes = (given?.Number ?? 0) * given?.Unit switch { "M" or "MB" => 1e6, "G" or "GB" => 1e9, "T" or "TB" => 1e12, _ => 0 };
        return bytes >= 1e6 && given is { Number: < Most }
            ? this with { MostBytes = (long)bytes }
            : throw new UsageException($"--collect-limit is '{text}'; expected a size of at least 1MB, such as 500MB or 2GB");
    }

    /// <summary>Takes a rate such as <c>6/min</c>.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public CollectSettings AtMost(string text)
    {
        string[] parts = text.Split('/');
        TimeSpan? period = parts.Length != 2 ? null : parts[1] switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "min" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            _ => null,
        };
        return period is TimeSpan each && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and <= 100_000
            ? this with { Rate = count, RatePeriod = each }
            : throw new UsageException($"--collect-rate is '{text}'; expected a number of pictures in a time, such as 1/s, 6/min, 60/h or 500/day");
    }

    private static TimeSpan? Duration(string text) =>
        Quantity.Parse(text) is { Number: > 0 and < Most, Unit: "s" or "m" or "h" } time ? TimeSpan.FromSeconds(time.Seconds!.Value) : null;
}

namespace EdgeResNet.Shared.Cli;

/// <summary>Numbers with their noun: 1 epoch, 2 epochs.</summary>
public static class Counted
{
    /// <summary>A number and its noun.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The noun in the singular.</param>
    /// <param name="many">The plural; absent: with an s.</param>
    public static string Of(long count, string one, string? many = null) => FormattableString.Invariant($"{count:N0} {(count == 1 ? one : many ?? $"{one}s")}");
}

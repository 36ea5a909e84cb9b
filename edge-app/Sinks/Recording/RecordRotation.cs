using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>When a recording continues in a new file.</summary>
/// <param name="Seconds">Length of a video in seconds; null for no limit.</param>
/// <param name="Bytes">Size of a video in bytes; null for no limit.</param>
internal sealed record RecordRotation(double? Seconds, long? Bytes)
{
    /// <summary>Parses a time such as <c>90s</c>, <c>10m</c> or <c>1h</c>, or a size such as <c>500M</c> or <c>2G</c>.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static RecordRotation Parse(string text)
    {
        return Quantity.Parse(text) is { Number: > 0 and < 1e6 } limit
            ? limit.Unit switch
            {
                "s" or "m" or "h" => new RecordRotation(limit.Seconds, null),
                "M" => new RecordRotation(null, (long)(limit.Number * 1e6)),
                "G" => new RecordRotation(null, (long)(limit.Number * 1e9)),
                _ => throw Refusal(text),
            }
            : throw Refusal(text);
    }

    private static UsageException Refusal(string text) => new($"--record-rotate is '{text}'; expected a time such as 90s, 10m or 1h, or a size such as 500M or 2G");
}

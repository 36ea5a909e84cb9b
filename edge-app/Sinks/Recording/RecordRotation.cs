using System.Globalization;

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
        double? number = text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double parsed) && parsed is > 0 and < 1e6 ? parsed : null;
        return (number, text.Length > 0 ? text[^1] : ' ') switch
        {
            (double value, 's') => new RecordRotation(value, null),
            (double value, 'm') => new RecordRotation(value * 60, null),
            (double value, 'h') => new RecordRotation(value * 3600, null),
            (double value, 'M') => new RecordRotation(null, (long)(value * 1e6)),
            (double value, 'G') => new RecordRotation(null, (long)(value * 1e9)),
            _ => throw new UsageException($"--record-rotate is '{text}'; expected a time such as 90s, 10m or 1h, or a size such as 500M or 2G"),
        };
    }
}

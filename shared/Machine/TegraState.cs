using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeResNet.Shared.Machine;

/// <summary>A Jetson at one moment, from a line of <c>tegrastats</c> (NVIDIA Jetson Linux guide, "tegrastats Utility").</summary>
public sealed partial record TegraState
{
    /// <summary>Clock of its graphics processor; absent in some releases.</summary>
    public double? GpuMhz { get; init; }

    /// <summary>Clock of its memory.</summary>
    public double? MemoryMhz { get; init; }

    /// <summary>Degrees Celsius by sensor, without unpowered ones.</summary>
    public required IReadOnlyDictionary<string, double> Celsius { get; init; }

    /// <summary>Current milliwatts by rail.</summary>
    public required IReadOnlyDictionary<string, double> Milliwatts { get; init; }

    /// <summary>Runs <c>tegrastats</c>; null except on a Jetson.</summary>
    public static TegraState? Read() => SystemCommand.FirstLine("tegrastats", "--interval", "100") is string line ? Parse(line) : null;

    /// <summary>The power mode, such as <c>MAXN</c>; null except on a Jetson.</summary>
    public static string? PowerMode() => SystemCommand.Output("nvpmodel", "-q") is string text ? ParsePowerMode(text) : null;

    internal static string? ParsePowerMode(string text) => Mode().Match(text) is { Success: true } match ? match.Groups["mode"].Value.Trim() : null;

    internal static TegraState? Parse(string line)
    {
        SortedDictionary<string, double> celsius = new(StringComparer.Ordinal);
        foreach (Match match in Temperature().Matches(line))
        {
            if (Number(match.Groups["value"]) is double value and > -100)
            {
                celsius[match.Groups["name"].Value] = value;
            }
        }

        SortedDictionary<string, double> milliwatts = new(StringComparer.Ordinal);
        foreach (Match match in Power().Matches(line))
        {
            if (match.Groups["name"].Value != "NC" && Number(match.Groups["value"]) is double value) // NC: not connected
            {
                milliwatts[match.Groups["name"].Value] = value;
            }
        }

        return celsius.Count == 0 && milliwatts.Count == 0
            ? null
            : new TegraState { GpuMhz = Number(GpuClock().Match(line).Groups["value"]), MemoryMhz = Number(MemoryClock().Match(line).Groups["value"]), Celsius = celsius, Milliwatts = milliwatts };
    }

    private static double? Number(Group group) => group.Success ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"NV Power Mode:\s*(?<mode>[^\r\n]+)")]
    private static partial Regex Mode();

    [GeneratedRegex(@"(?<name>[A-Za-z]\w*)@(?<value>-?\d+(\.\d+)?)C\b")]
    private static partial Regex Temperature();

    // VDD_IN 5080mW/5080mW; older releases write POM_5V_IN 2600/2600
    [GeneratedRegex(@"\b(?<name>(VDD|VIN|POM|NC)\w*) (?<value>\d+)(mW)?/\d+")]
    private static partial Regex Power();

    // GR3D_FREQ 0%@[305,305], GR3D_FREQ 0%@1377, GR3D_FREQ 0%
    [GeneratedRegex(@"GR3D_FREQ \d+%@\[?(?<value>\d+)")]
    private static partial Regex GpuClock();

    [GeneratedRegex(@"EMC_FREQ \d+%@(?<value>\d+)")]
    private static partial Regex MemoryClock();
}

using System.Globalization;

namespace EdgeResNet.Shared.Machine;

/// <summary>One NVIDIA graphics processor at one moment. Values that it does not measure are absent.</summary>
public sealed record GpuState
{
    /// <summary>The fields of the <c>nvidia-smi</c> query, in this order.</summary>
    internal const string Query = "index,clocks.sm,clocks.mem,temperature.gpu,power.draw,pstate,clocks_throttle_reasons.active";

    // Bits of nvmlClocksEventReasons (NVML API reference) that mean throttling. Idle clocks and clocks set by a user or a display are not.
    private static readonly (ulong Bit, string Meaning)[] slowdowns =
    [
        (0x04, "power cap"), (0x08, "hardware slowdown"), (0x20, "software thermal slowdown"), (0x40, "hardware thermal slowdown"), (0x80, "power brake"),
    ];

    /// <summary>Its number.</summary>
    public required int Index { get; init; }

    /// <summary>Clock of its multiprocessors.</summary>
    public double? SmMhz { get; init; }

    /// <summary>Clock of its memory.</summary>
    public double? MemoryMhz { get; init; }

    /// <summary>Degrees Celsius.</summary>
    public double? Celsius { get; init; }

    /// <summary>Power drawn, in watts.</summary>
    public double? Watts { get; init; }

    /// <summary>Performance state, P0 (fastest) to P15.</summary>
    public string? PerformanceState { get; init; }

    /// <summary>Causes of throttling, in words; empty without any.</summary>
    public required IReadOnlyList<string> Slowdowns { get; init; }

    /// <summary>All of this machine; empty if there is none or the driver does not answer.</summary>
    public static IReadOnlyList<GpuState> Read() =>
        SystemCommand.Output("nvidia-smi", $"--query-gpu={Query}", "--format=csv,noheader,nounits") is string csv ? [.. csv.Split('\n').Select(Parse).OfType<GpuState>()] : [];

    /// <summary>One line of the answer; null for anything else.</summary>
    internal static GpuState? Parse(string line)
    {
        string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length != 7 || !int.TryParse(cells[0], CultureInfo.InvariantCulture, out int index))
        {
            return null;
        }

        ulong reasons = cells[6].StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(cells[6].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong bits) ? bits : 0;
        return new GpuState
        {
            Index = index,
            SmMhz = Number(cells[1]),
            MemoryMhz = Number(cells[2]),
            Celsius = Number(cells[3]),
            Watts = Number(cells[4]),
            PerformanceState = cells[5].StartsWith('P') ? cells[5] : null,
            Slowdowns = [.. slowdowns.Where(slowdown => (reasons & slowdown.Bit) != 0).Select(slowdown => slowdown.Meaning)],
        };
    }

    private static double? Number(string cell) => double.TryParse(cell, CultureInfo.InvariantCulture, out double value) ? value : null; // "[N/A]", "[Not Supported]"
}

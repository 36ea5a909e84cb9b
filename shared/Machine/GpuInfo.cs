using System.Globalization;

namespace EdgeResNet.Shared.Machine;

/// <summary>NVIDIA graphics processors, as <c>nvidia-smi</c> reports them.</summary>
/// <param name="Names">Names, comma-separated.</param>
/// <param name="Driver">Version of the driver.</param>
/// <param name="ClockMhz">Clock of the first one's multiprocessors, if readable.</param>
public sealed record GpuInfo(string Names, string Driver, double? ClockMhz)
{
    /// <summary>Asks the driver; null when there is none, it has no device, or it does not answer within five seconds.</summary>
    public static GpuInfo? Query() =>
        SystemCommand.Output("nvidia-smi", "--query-gpu=name,driver_version,clocks.sm", "--format=csv,noheader,nounits") is string csv ? Parse(csv) : null;

    internal static GpuInfo? Parse(string csv)
    {
        string[][] rows = [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(',', StringSplitOptions.TrimEntries))
            .Where(row => row.Length == 3)];
        return rows.Length == 0
            ? null
            : new GpuInfo(string.Join(", ", rows.Select(row => row[0])), rows[0][1], double.TryParse(rows[0][2], CultureInfo.InvariantCulture, out double clock) ? clock : null);
    }
}

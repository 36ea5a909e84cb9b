namespace EdgeResNet.Shared.Machine;

/// <summary>A temperature sensor (Documentation/driver-api/thermal/sysfs-api.rst).</summary>
/// <param name="Name">The zone's type and number, such as <c>x86_pkg_temp-1</c>.</param>
/// <param name="Path">Its file, in thousandths of a degree.</param>
/// <param name="PassiveTripCelsius">Temperature at which the kernel begins to throttle; absent without such a trip point.</param>
internal sealed record ThermalZone(string Name, string Path, double? PassiveTripCelsius)
{
    /// <summary>Every zone below <paramref name="root"/>.</summary>
    public static IReadOnlyList<ThermalZone> List(string root)
    {
        string folder = System.IO.Path.Combine(root, "sys/class/thermal");
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return [.. Directory.EnumerateDirectories(folder, "thermal_zone*").Order(StringComparer.Ordinal).Select(Read)];
    }

    /// <summary>Degrees Celsius of a reading; null for invalid ones (Tegra gives −256 for a part without power).</summary>
    public static double? Celsius(long? thousandths) => thousandths is long value && value is > -100_000 and < 200_000 ? value / 1000.0 : null;

    private static ThermalZone Read(string zone)
    {
        string type = File.ReadAllText(System.IO.Path.Combine(zone, "type")).Trim();
        double? trip = null;
        for (int i = 0; File.Exists(System.IO.Path.Combine(zone, $"trip_point_{i}_type")); i++)
        {
            if (File.ReadAllText(System.IO.Path.Combine(zone, $"trip_point_{i}_type")).Trim() == "passive"
                && Celsius(SystemNumber.Of(System.IO.Path.Combine(zone, $"trip_point_{i}_temp"))) is double celsius and > 0)
            {
                trip = Math.Min(trip ?? celsius, celsius);
            }
        }

        string number = System.IO.Path.GetFileName(zone)["thermal_zone".Length..];
        return new ThermalZone($"{type}-{number}", System.IO.Path.Combine(zone, "temp"), trip);
    }
}

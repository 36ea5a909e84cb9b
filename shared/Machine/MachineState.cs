namespace EdgeResNet.Shared.Machine;

/// <summary>What of a machine changes while it works: clocks, temperatures, power. What it does not measure is absent or empty.</summary>
public sealed record MachineState
{
    /// <summary>Clock of each processor, in MHz.</summary>
    public required IReadOnlyDictionary<string, double> ClocksMhz { get; init; }

    /// <summary>Temperature of each thermal zone, in degrees Celsius.</summary>
    public required IReadOnlyDictionary<string, double> Celsius { get; init; }

    /// <summary>Counts of events that slow the machine down, since it was switched on.</summary>
    public required IReadOnlyDictionary<string, long> ThrottleEvents { get; init; }

    /// <summary>Cooling devices that slow something down, with their state; fans and displays are none of these.</summary>
    public required IReadOnlyDictionary<string, long> Cooling { get; init; }

    /// <summary>NVIDIA graphics processors.</summary>
    public required IReadOnlyList<GpuState> Gpus { get; init; }

    /// <summary>What <c>tegrastats</c> says on a Jetson.</summary>
    public TegraState? Tegra { get; init; }

    /// <summary>Asks the system; takes milliseconds, or a second where an NVIDIA driver must be asked.</summary>
    public static MachineState Read() => Read("/") with { Gpus = GpuState.Read(), Tegra = TegraState.Read() };

    /// <summary>What stands in files below <paramref name="root"/>.</summary>
    internal static MachineState Read(string root) => new()
    {
        ClocksMhz = CpuFrequency.Clocks(root).ToDictionary(clock => clock.Name, clock => clock.Megahertz),
        Celsius = ThermalZone.List(root)
            .Select(zone => (zone.Name, Celsius: ThermalZone.Celsius(SystemNumber.Of(zone.Path))))
            .Where(zone => zone.Celsius is not null)
            .ToDictionary(zone => zone.Name, zone => zone.Celsius!.Value),
        ThrottleEvents = ThrottleCounters.Read(root),
        Cooling = ThrottleCounters.Cooling(root),
        Gpus = [],
    };
}

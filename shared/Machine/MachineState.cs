namespace EdgeResNet.Shared.Machine;

/// <summary>Changing values of a machine: clocks, temperatures, power. Values that it does not measure are absent or empty.</summary>
public sealed record MachineState
{
    /// <summary>Clock of each processor, in MHz.</summary>
    public required IReadOnlyDictionary<string, double> ClocksMhz { get; init; }

    /// <summary>Temperature of each thermal zone, in degrees Celsius.</summary>
    public required IReadOnlyDictionary<string, double> Celsius { get; init; }

    /// <summary>Counts of throttling events since boot.</summary>
    public required IReadOnlyDictionary<string, long> ThrottleEvents { get; init; }

    /// <summary>Cooling devices that throttle something, with their state; without fans and displays.</summary>
    public required IReadOnlyDictionary<string, long> Cooling { get; init; }

    /// <summary>NVIDIA graphics processors.</summary>
    public required IReadOnlyList<GpuState> Gpus { get; init; }

    /// <summary>The output of <c>tegrastats</c> on a Jetson.</summary>
    public TegraState? Tegra { get; init; }

    /// <summary>Queries the system; takes milliseconds, or a second with an NVIDIA driver.</summary>
    public static MachineState Read() => Read("/") with { Gpus = GpuState.Read(), Tegra = TegraState.Read() };

    /// <summary>The values in files below <paramref name="root"/>.</summary>
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

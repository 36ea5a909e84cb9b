namespace EdgeResNet.Shared.Machine;

/// <summary>The conditions of a measurement.</summary>
public sealed record Conditions
{
    /// <summary>The machine before it.</summary>
    public required MachineState Before { get; init; }

    /// <summary>The machine after it.</summary>
    public required MachineState After { get; init; }

    /// <summary>Causes that slowed the machine down, in words; empty if none was seen, or without sensors.</summary>
    public required IReadOnlyList<string> Throttling { get; init; }

    /// <summary>Disturbance by other programs.</summary>
    public required Disturbance Disturbance { get; init; }
}

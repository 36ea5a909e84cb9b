namespace EdgeResNet.Shared.Machine;

/// <summary>Under what conditions something was measured.</summary>
public sealed record Conditions
{
    /// <summary>The machine just before.</summary>
    public required MachineState Before { get; init; }

    /// <summary>The machine just after.</summary>
    public required MachineState After { get; init; }

    /// <summary>What slowed the machine down meanwhile, in words; empty when nothing was seen, which on a machine without sensors says little.</summary>
    public required IReadOnlyList<string> Throttling { get; init; }

    /// <summary>What others took of it.</summary>
    public required Disturbance Disturbance { get; init; }
}

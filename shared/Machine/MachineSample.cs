using System.Diagnostics;

namespace EdgeResNet.Shared.Machine;

/// <summary>What was seen at one moment.</summary>
/// <param name="Moment">A <see cref="Stopwatch"/> timestamp.</param>
/// <param name="Celsius">The hottest thermal zone; not a number where there is none.</param>
/// <param name="Megahertz">The slowest processor; not a number where the system does not say.</param>
/// <param name="OverTrip">How far the zone nearest to its passive trip point is above it; negative below, and where there is none.</param>
public readonly record struct MachineSample(long Moment, double Celsius, double Megahertz, double OverTrip);

using System.Diagnostics;

namespace EdgeResNet.Shared.Machine;

/// <summary>The machine at one moment.</summary>
/// <param name="Moment">A <see cref="Stopwatch"/> timestamp.</param>
/// <param name="Celsius">The hottest thermal zone; NaN where there is none.</param>
/// <param name="Megahertz">The slowest processor; NaN if unknown.</param>
/// <param name="OverTrip">Distance above the passive trip point of the zone nearest to it; negative below, and without a trip point.</param>
public readonly record struct MachineSample(long Moment, double Celsius, double Megahertz, double OverTrip);

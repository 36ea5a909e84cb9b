namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>The highest rate of the tried ones that a pipeline kept up with.</summary>
/// <param name="Fps">Frames a second that were classified.</param>
/// <param name="DroppedShare">Share of the frames delivered that were dropped.</param>
/// <param name="DroppedAtMost">A rate counts as kept up with while no larger share is dropped.</param>
/// <param name="Found">False where every rate that was tried dropped more: the lowest of them stands here.</param>
internal sealed record SustainableRate(double Fps, double DroppedShare, double DroppedAtMost, bool Found);

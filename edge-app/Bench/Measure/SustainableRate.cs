namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>The highest tried rate that a pipeline sustained.</summary>
/// <param name="Fps">Classified frames per second.</param>
/// <param name="DroppedShare">Share of delivered frames that were dropped.</param>
/// <param name="DroppedAtMost">Largest share allowed for a sustained rate.</param>
/// <param name="Found">False if every tried rate dropped more; this is then the lowest of them.</param>
internal sealed record SustainableRate(double Fps, double DroppedShare, double DroppedAtMost, bool Found);

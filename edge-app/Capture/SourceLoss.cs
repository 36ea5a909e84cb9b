namespace EdgeResNet.EdgeApp.Capture;

/// <summary>A loss of the source, or its absence at the start.</summary>
/// <param name="Reason">The reason, as text.</param>
/// <param name="At">Time, a <see cref="System.Diagnostics.Stopwatch"/> timestamp.</param>
/// <param name="Reconnects">How often the source was reopened before.</param>
internal readonly record struct SourceLoss(string Reason, long At, int Reconnects);

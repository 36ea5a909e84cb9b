namespace EdgeResNet.EdgeApp.Capture;

/// <summary>A source that stopped delivering, or was not there.</summary>
/// <param name="Reason">Why, in words.</param>
/// <param name="At">When, a <see cref="System.Diagnostics.Stopwatch"/> timestamp.</param>
/// <param name="Reconnects">How often the source was opened again before.</param>
internal readonly record struct SourceLoss(string Reason, long At, int Reconnects);

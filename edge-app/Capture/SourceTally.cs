namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Pictures that a source left out since it was opened.</summary>
/// <param name="Torn">Damaged ones.</param>
/// <param name="DroppedByDriver">Missing ones, by the numbers that its driver gives.</param>
internal readonly record struct SourceTally(long Torn, long DroppedByDriver);

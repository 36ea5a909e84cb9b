namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Garbage collections during a measurement.</summary>
/// <param name="Gen0">Collections of the youngest generation only.</param>
/// <param name="Gen1">Collections of the two youngest generations.</param>
/// <param name="Gen2">Collections of all generations.</param>
/// <param name="PauseMs">Total pause.</param>
internal sealed record GcReport(int Gen0, int Gen1, int Gen2, double PauseMs);

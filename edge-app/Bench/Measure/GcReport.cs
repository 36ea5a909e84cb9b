namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>The garbage collector during a measurement.</summary>
/// <param name="Gen0">Collections of the youngest generation alone.</param>
/// <param name="Gen1">Those of the two youngest.</param>
/// <param name="Gen2">Those of all.</param>
/// <param name="PauseMs">How long they stopped the program, in sum.</param>
internal sealed record GcReport(int Gen0, int Gen1, int Gen2, double PauseMs);

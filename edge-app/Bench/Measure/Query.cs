namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>One query, or one frame of a pipeline, as <see cref="System.Diagnostics.Stopwatch"/> timestamps in the order in which they happen.</summary>
/// <param name="Start">It begins; in a pipeline, the picture was captured.</param>
/// <param name="Taken">Somebody works on it; a query does not wait.</param>
/// <param name="Prepared">The pixels are those that the network takes; those of a query are from the start.</param>
/// <param name="Uploaded">The pixels are on the device.</param>
/// <param name="Computed">The network has run.</param>
/// <param name="Returned">The logits are back, with which a query ends.</param>
/// <param name="End">The result is there.</param>
internal readonly record struct Query(long Start, long Taken, long Prepared, long Uploaded, long Computed, long Returned, long End);

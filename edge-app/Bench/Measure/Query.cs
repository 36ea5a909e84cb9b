namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Times of one query, or one frame of a pipeline, as <see cref="System.Diagnostics.Stopwatch"/> timestamps in order.</summary>
/// <param name="Start">Start of the query; in a pipeline, capture of the picture.</param>
/// <param name="Taken">Start of the work; equals <paramref name="Start"/> for a query, which does not wait.</param>
/// <param name="Prepared">Network input filled; a query's input is filled from the start.</param>
/// <param name="Uploaded">Input copied to the device.</param>
/// <param name="Computed">Network run.</param>
/// <param name="Returned">Logits copied back; end of a query.</param>
/// <param name="End">Result complete.</param>
internal readonly record struct Query(long Start, long Taken, long Prepared, long Uploaded, long Computed, long Returned, long End);

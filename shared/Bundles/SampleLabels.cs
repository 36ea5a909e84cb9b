namespace EdgeResNet.Shared.Bundles;

/// <summary><c>samples/labels.json</c>: the content of <c>samples/images.png</c>, tile by tile, row by row.</summary>
/// <param name="Columns">Tiles side by side.</param>
/// <param name="Count">Tiles.</param>
/// <param name="Height">Rows of a tile.</param>
/// <param name="Width">Columns of a tile.</param>
/// <param name="Labels">True class of each tile.</param>
internal sealed record SampleLabels(int Columns, int Count, int Height, int Width, IReadOnlyList<int> Labels);

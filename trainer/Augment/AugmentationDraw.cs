namespace EdgeResNet.Trainer.Augment;

/// <summary>What chance decided about a batch of N pictures of H × W pixels and C channels, before they are at hand.</summary>
/// <param name="Rows">Rows of the padded picture that each one shows, <c>[N, H]</c>; null where nothing is cropped or mirrored.</param>
/// <param name="Columns">Its columns, <c>[N, W]</c>; null likewise.</param>
/// <param name="ErasedRows">Whether the erased rectangle crosses a row, <c>[N, H]</c>; null where nothing is erased.</param>
/// <param name="ErasedColumns">Whether it crosses a column, <c>[N, W]</c>; null likewise.</param>
/// <param name="Noise">What a rectangle is filled with, <c>[N, C, H, W]</c>; null likewise.</param>
internal sealed record AugmentationDraw(long[]? Rows, long[]? Columns, bool[]? ErasedRows, bool[]? ErasedColumns, byte[]? Noise);

namespace EdgeResNet.Trainer.Augment;

/// <summary>What chance decided about a batch of N pictures of H × W pixels and C channels, before they are at hand.</summary>
internal sealed record AugmentationDraw
{
    /// <summary>Rows of the padded picture that each one shows, <c>[N, H]</c>; null where nothing is cropped or mirrored.</summary>
    public long[]? Rows { get; init; }

    /// <summary>Its columns, <c>[N, W]</c>; null likewise.</summary>
    public long[]? Columns { get; init; }

    /// <summary>Affine maps from the result to the picture, <c>[N, 2, 3]</c>; null where no picture is turned, zoomed or cut.</summary>
    public float[]? Maps { get; init; }

    /// <summary>Each picture's own operation, <c>[N]</c>; its map is in <see cref="Maps"/> already. Null without TrivialAugment.</summary>
    public TrivialChoice[]? Trivial { get; init; }

    /// <summary>Brightness, contrast and saturation, <c>[N, 3]</c>; null where colours stay.</summary>
    public float[]? ColorFactors { get; init; }

    /// <summary>Whether the erased rectangle crosses a row, <c>[N, H]</c>; null where nothing is erased.</summary>
    public bool[]? ErasedRows { get; init; }

    /// <summary>Whether it crosses a column, <c>[N, W]</c>; null likewise.</summary>
    public bool[]? ErasedColumns { get; init; }

    /// <summary>What a rectangle is filled with, <c>[N, C, H, W]</c>; null likewise.</summary>
    public byte[]? Noise { get; init; }
}

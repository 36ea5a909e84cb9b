using EdgeResNet.Trainer.Processes;

namespace EdgeResNet.Trainer.Augment;

/// <summary>The random values of a batch of N pictures with H × W pixels and C channels.</summary>
internal sealed record AugmentationDraw
{
    /// <summary>The part for a process's share of the pictures.</summary>
    public AugmentationDraw Of(Share share) => new()
    {
        Rows = share.OfBlocks(Rows),
        Columns = share.OfBlocks(Columns),
        Maps = share.OfBlocks(Maps),
        Trivial = share.OfBlocks(Trivial),
        ColorFactors = share.OfBlocks(ColorFactors),
        ErasedRows = share.OfBlocks(ErasedRows),
        ErasedColumns = share.OfBlocks(ErasedColumns),
        Noise = share.OfBlocks(Noise),
    };

    /// <summary>Rows of the padded picture, <c>[N, H]</c>; null without crops and mirroring.</summary>
    public long[]? Rows { get; init; }

    /// <summary>Columns of the padded picture, <c>[N, W]</c>; null likewise.</summary>
    public long[]? Columns { get; init; }

    /// <summary>Affine maps from the result to the picture, <c>[N, 2, 3]</c>; null without rotation, zoom and windows.</summary>
    public float[]? Maps { get; init; }

    /// <summary>Each picture's own operation, <c>[N]</c>; <see cref="Maps"/> includes its map. Null without TrivialAugment.</summary>
    public TrivialChoice[]? Trivial { get; init; }

    /// <summary>Factors of brightness, contrast and saturation, <c>[N, 3]</c>; null without colour changes.</summary>
    public float[]? ColorFactors { get; init; }

    /// <summary>Whether the erased rectangle covers a row, <c>[N, H]</c>; null without erasing.</summary>
    public bool[]? ErasedRows { get; init; }

    /// <summary>Whether it covers a column, <c>[N, W]</c>; null likewise.</summary>
    public bool[]? ErasedColumns { get; init; }

    /// <summary>Pixels for the rectangles, <c>[N, C, H, W]</c>; null likewise.</summary>
    public byte[]? Noise { get; init; }
}

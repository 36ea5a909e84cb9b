namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>A change of an album that can be undone.</summary>
/// <param name="Id">Its number; later ones are larger.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Moves">Files that change their place.</param>
internal sealed record AlbumOperation(long Id, AlbumOperationKind Kind, IReadOnlyList<AlbumMove> Moves);

/// <summary>Kinds of changes.</summary>
internal enum AlbumOperationKind
{
    /// <summary>A new picture.</summary>
    Add,

    /// <summary>Pictures go to another class.</summary>
    Move,

    /// <summary>Pictures go to the trash.</summary>
    Delete,
}

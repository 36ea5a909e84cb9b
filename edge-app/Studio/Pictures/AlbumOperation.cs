using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>A change of an album that can be undone.</summary>
/// <param name="Id">Its number; later ones are larger.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Moves">Files that change their place.</param>
internal sealed record AlbumOperation(long Id, AlbumOperationKind Kind, IReadOnlyList<AlbumMove> Moves)
{
    /// <summary>What it does, for people, such as <c>delete 3 pictures</c>.</summary>
    public string Text => Kind == AlbumOperationKind.Rename ? $"rename {Printable.Of(AlbumFolder.LabelOf(Moves[0].From))} to {Printable.Of(AlbumFolder.LabelOf(Moves[0].To))}" : $"{Kind.ToString().ToLowerInvariant()} {Counted.Of(Pictures, "picture")}";

    /// <summary>Number of its pictures. Descriptions move with them, and one of which a part goes to a class moves twice.</summary>
    private int Pictures => Moves.Count(move => !move.From.EndsWith(".json", StringComparison.Ordinal) && (Kind == AlbumOperationKind.Delete || !AlbumFolder.IsHidden(move.To)));
}

/// <summary>Kinds of changes.</summary>
internal enum AlbumOperationKind
{
    /// <summary>New pictures: those of one recording together.</summary>
    Add,

    /// <summary>Pictures go to another class.</summary>
    Move,

    /// <summary>All pictures of a class go to another name.</summary>
    Rename,

    /// <summary>Pictures go to the trash.</summary>
    Delete,
}

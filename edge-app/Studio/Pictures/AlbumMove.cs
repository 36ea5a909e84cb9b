namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>A file that changes its place.</summary>
/// <param name="From">Path from the album's folder before.</param>
/// <param name="To">The same afterwards.</param>
internal sealed record AlbumMove(string From, string To)
{
    /// <summary>The way back.</summary>
    public AlbumMove Reverse() => new(To, From);
}

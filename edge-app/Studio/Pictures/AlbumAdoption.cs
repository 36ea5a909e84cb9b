namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>A picture from elsewhere in the album's folder that goes into a class or to the trash.</summary>
/// <param name="Path">Its file, relative to the album's folder.</param>
/// <param name="Besides">Files that belong to it and go to the trash.</param>
internal sealed record AlbumAdoption(string Path, IReadOnlyList<string> Besides)
{
    /// <summary>What the class gets instead of the file, such as a part of the picture; null for the file.</summary>
    public byte[]? Content { get; init; }

    /// <summary>Where the picture comes from; null if unknown.</summary>
    public PictureOrigin? Origin { get; init; }
}

namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>A picture file of an album.</summary>
/// <param name="Path">Path from the album's folder, such as <c>cat/1.jpg</c>.</param>
/// <param name="Label">Its class: the name of its folder.</param>
/// <param name="Sha256">Hash of the file, lower-case hexadecimal.</param>
internal sealed record AlbumPicture(string Path, string Label, string Sha256);

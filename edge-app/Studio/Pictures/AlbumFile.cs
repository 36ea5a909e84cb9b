namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>A file whose content is known as long as size and time stay.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Modified">Time of its last change, in ticks (UTC).</param>
/// <param name="Sha256">Hash of its content, lower-case hexadecimal.</param>
internal sealed record AlbumFile(long Bytes, long Modified, string Sha256);

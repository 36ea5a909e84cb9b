namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>A picture that was added.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Operation">What undoes it.</param>
internal sealed record AlbumAddition(AlbumPicture Picture, AlbumOperation Operation);

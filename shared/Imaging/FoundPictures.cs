namespace EdgeResNet.Shared.Imaging;

/// <summary>What <see cref="PictureFiles.Find"/> found in a folder. Paths are relative to it, with <c>/</c>, in natural order.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Pictures">Files to be read as pictures.</param>
/// <param name="Folders">Folders in all depths.</param>
/// <param name="PassedOver">What is not read.</param>
internal sealed record FoundPictures(string Folder, IReadOnlyList<string> Pictures, IReadOnlyList<string> Folders, IReadOnlyList<PassedOver> PassedOver)
{
    /// <summary>The full path of a relative one.</summary>
    public string At(string path) => Path.Combine(Folder, path);
}

/// <summary>A path that is not read.</summary>
/// <param name="Path">Relative to the folder.</param>
/// <param name="Reason">Why.</param>
/// <param name="Format">Name of the picture's format, for <see cref="PassedOverReason.OtherFormat"/>.</param>
internal sealed record PassedOver(string Path, PassedOverReason Reason, string? Format = null);

/// <summary>Why a path is not read.</summary>
internal enum PassedOverReason
{
    /// <summary>A picture of a format that is not read.</summary>
    OtherFormat,

    /// <summary>A picture in no class folder.</summary>
    Loose,

    /// <summary>A link to nothing.</summary>
    BrokenLink,

    /// <summary>Its name is not UTF-8, which .NET cannot open; archives from Windows hold such names.</summary>
    NotUtf8,

    /// <summary>A link to a folder that is read under another name, or holds this one.</summary>
    ReadAlready,

    /// <summary>A named pipe, a socket or a device.</summary>
    Special,

    /// <summary>No picture.</summary>
    NoPicture,
}

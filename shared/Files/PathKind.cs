namespace EdgeResNet.Shared.Files;

/// <summary>What is at a path.</summary>
internal enum PathKind
{
    /// <summary>Nothing; or a link to nothing, or in a circle.</summary>
    Missing,

    /// <summary>A file with content.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, where links are not followed.</summary>
    Link,

    /// <summary>A named pipe, a socket or a device: opening it may wait for ever, and reading it may never end.</summary>
    Special,

    /// <summary>The folder above it may not be searched.</summary>
    Denied,
}

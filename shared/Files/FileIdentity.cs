namespace EdgeResNet.Shared.Files;

/// <summary>A file or folder, whatever its names: links and mounts give one several.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Number">Its number there (inode).</param>
public readonly record struct FileIdentity(ulong Device, ulong Number);

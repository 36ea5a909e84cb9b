using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Files;

/// <summary>Kind and identity of what is at a path, without opening it (statx(2)). Beyond Linux every file counts as regular.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Device">The file system.</param>
/// <param name="Inode">Its number there: equal pairs are one file or folder under several names.</param>
/// <param name="Links">Its names (hard links).</param>
/// <param name="RealPath">The identity beyond Linux; null on Linux.</param>
internal readonly partial record struct FileStatus(PathKind Kind, ulong Device = 0, ulong Inode = 0, uint Links = 1, string? RealPath = null)
{
    private const int WorkingFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint Wanted = 0x105; // STATX_TYPE | STATX_NLINK | STATX_INO
    private const int StatusBytes = 256; // of a struct statx, the same on every architecture
    private const int LinksPlace = 16;
    private const int ModePlace = 28;
    private const int InodePlace = 32;
    private const int DevicePlace = 136; // major and minor number
    private const int KindMask = 0xF000; // S_IFMT
    private const int NotPermitted = 13; // EACCES

    /// <summary>The status of a path; a link is followed, or is itself the answer.</summary>
    public static FileStatus Of(string path, bool follow = true)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Portable(path, follow);
        }

        Span<byte> status = stackalloc byte[StatusBytes];
        if (GetStatus(WorkingFolder, path, follow ? 0 : NoFollow, Wanted, status) != 0)
        {
            return new FileStatus(Marshal.GetLastPInvokeError() == NotPermitted ? PathKind.Denied : PathKind.Missing);
        }

        PathKind kind = (MemoryMarshal.Read<ushort>(status[ModePlace..]) & KindMask) switch
        {
            0x8000 => PathKind.Regular,
            0x4000 => PathKind.Folder,
            0xA000 => PathKind.Link,
            _ => PathKind.Special,
        };
        return new FileStatus(kind, MemoryMarshal.Read<ulong>(status[DevicePlace..]), MemoryMarshal.Read<ulong>(status[InodePlace..]), MemoryMarshal.Read<uint>(status[LinksPlace..]));
    }

    /// <summary>Whether it is neither a file nor a folder, such as a named pipe or a device.</summary>
    public bool IsSpecial => Kind == PathKind.Special;

    /// <summary>What stays the same under every name, whatever happens in the folder meanwhile.</summary>
    public (ulong Device, ulong Inode, string? RealPath) Identity => (Device, Inode, RealPath);

    /// <summary>Whether both are the same file or folder, under one name or two.</summary>
    public bool IsSameAs(FileStatus other) => Kind is PathKind.Regular or PathKind.Folder && Kind == other.Kind && Identity == other.Identity;

    private static FileStatus Portable(string path, bool follow) =>
        !follow && new FileInfo(path).LinkTarget is not null ? new FileStatus(PathKind.Link)
        : Directory.Exists(path) ? new FileStatus(PathKind.Folder, RealPath: Files.RealPath.Of(path))
        : File.Exists(path) ? new FileStatus(PathKind.Regular, RealPath: Files.RealPath.Of(path)) : new FileStatus(PathKind.Missing);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, Span<byte> status);
}

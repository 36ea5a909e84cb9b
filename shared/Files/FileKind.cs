using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Files;

/// <summary>Kind of the file at a path, links followed (statx(2)). Linux only; elsewhere every file counts as regular.</summary>
public static partial class FileKind
{
    private const int WorkingFolder = -100; // AT_FDCWD
    private const uint Wanted = 0x105; // STATX_TYPE, STATX_NLINK, STATX_INO
    private const int StatusBytes = 256; // of a struct statx, the same on every architecture
    private const int LinksPlace = 16;
    private const int ModePlace = 28;
    private const int NumberPlace = 32;
    private const int DevicePlace = 136; // major and minor number
    private const int KindMask = 0xF000; // S_IFMT
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Whether the path is neither a file nor a folder, such as a named pipe or a device.</summary>
    public static bool IsSpecial(string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        return Read(path, status)
            && (MemoryMarshal.Read<ushort>(status[ModePlace..]) & KindMask) is not (Regular or Folder);
    }

    /// <summary>The file or folder behind a path; null if there is none, or outside Linux.</summary>
    public static FileIdentity? IdentityOf(string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        return Read(path, status)
            ? new FileIdentity(MemoryMarshal.Read<ulong>(status[DevicePlace..]), MemoryMarshal.Read<ulong>(status[NumberPlace..]))
            : null;
    }

    /// <summary>How many names a file has (hard links); 1 if there is none.</summary>
    public static uint LinksOf(string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        return Read(path, status) ? MemoryMarshal.Read<uint>(status[LinksPlace..]) : 1;
    }

    private static bool Read(string path, Span<byte> status) => OperatingSystem.IsLinux() && GetStatus(WorkingFolder, path, 0, Wanted, status) == 0;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, Span<byte> status);
}

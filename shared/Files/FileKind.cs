using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Files;

/// <summary>Kind of the file at a path, links followed (statx(2)). Linux only; elsewhere every file counts as regular.</summary>
public static partial class FileKind
{
    private const int WorkingFolder = -100; // AT_FDCWD
    private const uint TypeMask = 1; // STATX_TYPE
    private const int StatusBytes = 256; // of a struct statx, the same on every architecture
    private const int ModePlace = 28;
    private const int KindMask = 0xF000; // S_IFMT
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Whether the path is neither a file nor a folder, such as a named pipe or a device.</summary>
    public static bool IsSpecial(string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        return OperatingSystem.IsLinux() && GetStatus(WorkingFolder, path, 0, TypeMask, status) == 0
            && (MemoryMarshal.Read<ushort>(status[ModePlace..]) & KindMask) is not (Regular or Folder);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, Span<byte> status);
}

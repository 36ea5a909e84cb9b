using System.Runtime.InteropServices;
using EdgeResNet.Shared.Contract;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>Opens for writing what <see cref="File"/> would wait for: a named pipe has a reader or none. Linux.</summary>
internal static partial class NamedPipe
{
    // O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC and others, the same on x86-64 and arm64.
    private const int WriteOnly = 0x1;
    private const int NoTerminalOfOnesOwn = 0x100;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int SetFlags = 4; // F_SETFL
    private const int NoReader = 6; // ENXIO

    /// <summary>Opens what is there, without waiting; writing waits as usual.</summary>
    /// <param name="path">A pipe, a device or a file, which stays as it is.</param>
    /// <param name="nobodyReads">True for a pipe without a reader.</param>
    /// <returns>Null where that is not possible, now or ever.</returns>
    public static SafeFileHandle? TryOpen(string path, out bool nobodyReads)
    {
        SafeFileHandle handle = Open(path, WriteOnly | NoTerminalOfOnesOwn | NonBlocking | CloseOnExec);
        nobodyReads = handle.IsInvalid && Marshal.GetLastPInvokeError() == NoReader && FileKind.IsPipe(path);
        if (!handle.IsInvalid && SetStatus(handle, SetFlags, 0) == 0)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int SetStatus(SafeFileHandle handle, int command, nint flags);
}

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Stdout or a named pipe for event lines: what has gone out cannot be taken back, so a cut line goes on where it ended. Owns its handle.</summary>
internal sealed partial class EventPipe(SafeFileHandle handle) : IEventTarget
{
    private const int Interrupted = 4; // EINTR
    private int written; // bytes of the lines that failed before

    /// <summary>The stdout of this process. Not through <see cref="Console"/>, which does not tell that a pipe was closed.</summary>
    public static EventPipe StandardOutput() => new(new SafeFileHandle(1, ownsHandle: false));

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> lines)
    {
        while (written < lines.Length)
        {
            nint count = Write(handle, lines[written..], lines.Length - written);
            if (count >= 0)
            {
                written += (int)count;
            }
            else if (Marshal.GetLastPInvokeError() is int error && error != Interrupted)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }

        written = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, nint count);
}

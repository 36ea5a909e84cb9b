using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>
/// Writes to an open descriptor such as stdout. Unlike <see cref="Console"/>, it reports a closed pipe, does not block stderr
/// while stdout is full, and counts the bytes written before a failure. Linux only.
/// </summary>
internal static partial class Descriptor
{
    private const int Interrupted = 4; // EINTR
    private const int WouldBlock = 11; // EAGAIN
    private const short Writable = 4; // POLLOUT

    /// <summary>Writes some of <paramref name="bytes"/> and returns the count. Waits until it can write, also on a non-blocking descriptor.</summary>
    /// <exception cref="IOException">Nothing could be written.</exception>
    public static int WriteSome(SafeFileHandle handle, ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            nint count = Write(handle, bytes, bytes.Length);
            if (count >= 0)
            {
                return (int)count;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == WouldBlock)
            {
                Request request = new() { Descriptor = (int)handle.DangerousGetHandle(), Events = Writable };
                _ = Poll(ref request, 1, Timeout.Infinite);
            }
            else if (error != Interrupted)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref Request request, nuint count, int milliseconds);

    // struct pollfd, poll(2)
    private struct Request
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}

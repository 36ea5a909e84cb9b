using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>
/// Stdout or stderr without <see cref="Console"/>, whose writers do not tell that a pipe was closed and share a lock, so that a stdout
/// which takes nothing would hold up stderr too. One thread.
/// </summary>
internal sealed partial class DescriptorWriter : TextWriter
{
    private const int Interrupted = 4; // EINTR
    private const int WouldBlock = 11; // EAGAIN
    private const short Writable = 4; // POLLOUT
    private readonly SafeFileHandle handle;

    private DescriptorWriter(int descriptor) => handle = new SafeFileHandle(descriptor, ownsHandle: false);

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The descriptor behind a writer of <see cref="Console"/>; any other writer as it is.</summary>
    public static TextWriter Behind(TextWriter writer) =>
        OperatingSystem.IsWindows() ? writer
        : ReferenceEquals(writer, Console.Out) ? new DescriptorWriter(1)
        : ReferenceEquals(writer, Console.Error) ? new DescriptorWriter(2)
        : writer;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    /// <exception cref="IOException">Not all could be written.</exception>
    public override void Write(string? value) => Write(handle, Encoding.GetBytes(value ?? ""));

    /// <inheritdoc/>
    /// <exception cref="IOException">Not all could be written.</exception>
    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <summary>Writes some of <paramref name="bytes"/> to what is a pipe, a terminal or whatever else, and returns how many.</summary>
    /// <exception cref="IOException">None could be written.</exception>
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
                _ = Poll(ref request, 1, Timeout.Infinite); // whoever else has it open may not want to wait; here it is waited for
            }
            else if (error != Interrupted)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }
    }

    private static void Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[WriteSome(handle, bytes)..];
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

using System.Globalization;
using EdgeResNet.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>Stdout, a named pipe or a device for event lines. Written bytes cannot be removed, so a cut line continues where it ended.</summary>
/// <param name="handle">Open for writing; owned.</param>
internal sealed class EventPipe(SafeFileHandle handle) : IEventTarget
{
    private const string OpenFiles = "/proc/self/fd/";
    private static readonly TimeSpan openPatience = TimeSpan.FromSeconds(1);
    private int written; // bytes written of lines that failed before

    /// <summary>Writes into an open descriptor of this process, without closing it.</summary>
    public static EventPipe Of(int descriptor) => new(new SafeFileHandle(descriptor, ownsHandle: false));

    /// <summary>Opens an existing pipe or device.</summary>
    /// <returns>Null for a regular file or a missing path.</returns>
    /// <exception cref="IOException">It cannot be written, or the pipe has no reader.</exception>
    public static EventPipe? TryOpen(string path)
    {
        // Reopening a file behind a descriptor would overwrite it from the start.
        string real = RealPath.Of(path);
        if (real.StartsWith(OpenFiles, StringComparison.Ordinal) && int.TryParse(real.AsSpan(OpenFiles.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && File.Exists(real))
        {
            return Of(number);
        }

        if (!FileStatus.Of(path).IsSpecial)
        {
            return null;
        }

        Task<SafeFileHandle> open = Task.Run(() => File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)); // a pipe waits for its reader
        return Task.WaitAny([open], openPatience) == 0 ? new EventPipe(open.GetAwaiter().GetResult()) : throw new IOException("the pipe has no reader; start it first");
    }

    public void Write(ReadOnlySpan<byte> lines)
    {
        while (written < lines.Length)
        {
            written += Descriptor.WriteSome(handle, lines[written..]);
        }

        written = 0;
    }

    public void Dispose() => handle.Dispose();
}

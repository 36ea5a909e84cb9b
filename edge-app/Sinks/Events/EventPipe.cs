using System.Globalization;
using EdgeResNet.Shared.Contract;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>
/// Stdout, a named pipe or whatever else is no file of its own for event lines: what has gone out cannot be taken back, so a cut line goes on where
/// it ended. Owns its handle.
/// </summary>
internal sealed class EventPipe : IEventTarget
{
    private const string OpenFiles = "/proc/self/fd/";
    private readonly string? path; // of a named pipe
    private SafeFileHandle? handle; // absent: the pipe had no reader so far
    private int written; // bytes of the lines that failed before

    /// <summary>Writes into what is open.</summary>
    public EventPipe(SafeFileHandle handle) => this.handle = handle;

    private EventPipe(string path) => this.path = path;

    /// <summary>The stdout of this process. Not through <see cref="Console"/>, which does not tell that a pipe was closed.</summary>
    public static EventPipe StandardOutput() => new(new SafeFileHandle(1, ownsHandle: false));

    /// <summary>Opens what is no file of its own, and waits for nobody: a pipe without a reader is opened when it has one.</summary>
    /// <returns>Null where there is a file, or nothing, or nothing that can be opened.</returns>
    public static EventPipe? TryOpen(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // Opened again, such a file would be written from its beginning, over what others write into it.
        string real = RealPath.Of(path);
        if (real.StartsWith(OpenFiles, StringComparison.Ordinal) && int.TryParse(real.AsSpan(OpenFiles.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && File.Exists(real))
        {
            return new EventPipe(new SafeFileHandle(number, ownsHandle: false));
        }

        SafeFileHandle? handle = NamedPipe.TryOpen(path, out bool nobodyReads);
        if (nobodyReads)
        {
            return new EventPipe(path);
        }

        if (handle is not null && !HasLength(handle))
        {
            return new EventPipe(handle);
        }

        handle?.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> lines)
    {
        handle ??= NamedPipe.TryOpen(path!, out _) ?? throw new IOException("nobody reads it"); // without a handle there is a path
        while (written < lines.Length)
        {
            written += DescriptorWriter.WriteSome(handle, lines[written..]);
        }

        written = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => handle?.Dispose();

    private static bool HasLength(SafeFileHandle handle)
    {
        try
        {
            return RandomAccess.GetLength(handle) >= 0;
        }
        catch (NotSupportedException)
        {
            return false; // a named pipe, a terminal
        }
    }
}

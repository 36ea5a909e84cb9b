using EdgeResNet.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>Appends event lines to a file. Removes the part of a line that a full disk cut off. Reopens the path after log rotation: a moved or deleted file is created again.</summary>
internal sealed class EventFile : IEventTarget
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);
    private readonly string path;
    private SafeFileHandle handle;
    private (string? Open, string Path) names;
    private long? cut; // start of a line that is incomplete and could not be removed
    private long looked = Environment.TickCount64;

    private EventFile(string path, SafeFileHandle handle)
    {
        this.path = path;
        this.handle = handle;
        names = Names();
    }

    /// <summary>Creates or replaces a file. Takes <c>-</c> as stdout, and opens an existing pipe or device.</summary>
    /// <exception cref="InputException">It cannot be written, or the pipe has no reader.</exception>
    public static IEventTarget Open(string path)
    {
        if (path == "-")
        {
            return EventPipe.Of(1);
        }

        try
        {
            string full = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            if (EventPipe.TryOpen(full) is EventPipe pipe)
            {
                return pipe;
            }

            if (FileStatus.Of(full).Links > 1)
            {
                File.Delete(full); // its other names, such as a model in a bundle, keep their content
            }

            SafeFileHandle handle = File.OpenHandle(full, FileMode.Create, FileAccess.Write, FileShare.Read);
            return new EventFile(full, handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--events {path}: cannot be written ({e.Message})", e);
        }
    }

    public void Write(ReadOnlySpan<byte> lines)
    {
        try
        {
            if (Environment.TickCount64 - looked >= lookEvery.TotalMilliseconds)
            {
                BeginAnewWhereGone();
                looked = Environment.TickCount64; // set last: after a failure, the next attempt must look again, not write into the old file
            }

            Append(lines);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public void Dispose() => handle.Dispose();

    private void Append(ReadOnlySpan<byte> lines)
    {
        long end = Math.Min(RandomAccess.GetLength(handle), cut ?? long.MaxValue); // a rotation may have emptied it
        try
        {
            RandomAccess.Write(handle, lines, end);
            cut = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TakeBack(end);
            throw;
        }
    }

    /// <summary>Removes the part of a line that was written. This can fail on a device or a dead disk: then the next line overwrites it, and the first error is reported.</summary>
    private void TakeBack(long end)
    {
        cut = end;
        try
        {
            RandomAccess.SetLength(handle, end);
            cut = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void BeginAnewWhereGone()
    {
        if (File.Exists(path) && Names() == names)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SafeFileHandle anew = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        handle.Dispose();
        handle = anew;
        cut = null;
        names = Names();
    }

    /// <summary>Current name of the open file (Linux only) and target of its path: one of them changes after any rotation.</summary>
    private (string? Open, string Path) Names() => (new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget, RealPath.Of(path));
}

using EdgeResNet.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>A file of event lines, written at its end. The part of a line that a full disk cut is taken back. After log rotation the path is opened again: a file that was moved away or deleted is begun anew.</summary>
internal sealed class EventFile : IEventTarget
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);
    private readonly string path;
    private SafeFileHandle handle;
    private (string? Open, string Path) names;
    private long? cut; // where a line begins that could not be written whole, nor be taken back
    private long looked = Environment.TickCount64;

    private EventFile(string path, SafeFileHandle handle)
    {
        this.path = path;
        this.handle = handle;
        names = Names();
    }

    /// <summary>Begins a file, in place of one that is there; takes stdout for <c>-</c>, and a pipe or device that is there.</summary>
    /// <exception cref="InputException">It cannot be written, or nobody reads the pipe.</exception>
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
                looked = Environment.TickCount64; // else, where it fails, the next try would write into the file that is gone
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

    /// <summary>The part of a line that found room. A device has no length, and a dead disk takes nothing back: what is told is why the line was cut, and the next one is written over it.</summary>
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

    /// <summary>The name under which the open file goes now, which only Linux tells, and the one to which its path leads: one of them changes with whatever is done to the file.</summary>
    private (string? Open, string Path) Names() => (new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget, RealPath.Of(path));
}

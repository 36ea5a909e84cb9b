using EdgeResNet.Shared.Contract;
using Microsoft.Win32.SafeHandles;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>A file of event lines. What a full disk cut is taken back, and a file that somebody moved away or deleted is begun anew.</summary>
internal sealed class EventFile : IEventTarget
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);
    private readonly string path;
    private SafeFileHandle handle;
    private long length; // of whole lines
    private long looked = Environment.TickCount64;

    private EventFile(string path, SafeFileHandle handle)
    {
        this.path = path;
        this.handle = handle;
    }

    /// <summary>Begins a file, or opens stdout for <c>-</c> and whatever else is no regular file.</summary>
    /// <exception cref="InputException">The file cannot be created.</exception>
    public static IEventTarget Open(string path)
    {
        if (path == "-")
        {
            return EventPipe.StandardOutput();
        }

        try
        {
            string full = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            SafeFileHandle handle = File.OpenHandle(full, FileMode.Create, FileAccess.Write, FileShare.Read);
            return HasLength(handle) ? new EventFile(full, handle) : new EventPipe(handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--events {path}: cannot be written ({e.Message})", e);
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> lines)
    {
        try
        {
            if (Environment.TickCount64 - looked >= lookEvery.TotalMilliseconds)
            {
                looked = Environment.TickCount64;
                BeginAnewWhereGone();
            }

            Append(lines);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

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

    private void Append(ReadOnlySpan<byte> lines)
    {
        try
        {
            RandomAccess.Write(handle, lines, length);
            length += lines.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TakeBack();
            throw;
        }
    }

    /// <summary>The part of a line that found room. A device has no length, and a dead disk takes nothing back: what is told is why the line was cut, and the next one is written over it.</summary>
    private void TakeBack()
    {
        try
        {
            RandomAccess.SetLength(handle, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void BeginAnewWhereGone()
    {
        if (File.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SafeFileHandle anew = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        handle.Dispose();
        handle = anew;
        length = 0;
    }
}

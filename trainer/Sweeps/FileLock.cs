namespace EdgeResNet.Trainer.Sweeps;

/// <summary>A file that one process at a time holds. The system releases it when that process ends in any way, also on another machine of a shared file system.</summary>
internal static class FileLock
{
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes the lock until the result is disposed; null if another process holds it.</summary>
    public static IDisposable? Try(string path) => Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Takes the lock as soon as it is free.</summary>
    /// <exception cref="OperationCanceledException">The wait was stopped.</exception>
    public static IDisposable Wait(string path, CancellationToken stop)
    {
        IDisposable? held;
        while ((held = Try(path)) is null)
        {
            stop.WaitHandle.WaitOne(patience);
            stop.ThrowIfCancellationRequested();
        }

        return held;
    }

    /// <summary>Whether a process holds it.</summary>
    public static bool IsHeld(string path)
    {
        using FileStream? free = File.Exists(path) ? Open(path, FileMode.Open, FileAccess.Read, FileShare.Read) : null;
        return free is null && File.Exists(path);
    }

    private static FileStream? Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, mode, access, share, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>
/// Sees changes of a folder by the times of its folders, which change when a name comes or goes. That costs a few microseconds and works
/// on every file system. A change within a file is seen with the next full look.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="clock">Null for the system's clock.</param>
internal sealed class FolderWatch(string root, TimeProvider? clock = null)
{
    private static readonly TimeSpan wholeEvery = TimeSpan.FromSeconds(10);
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private Dictionary<string, DateTime> times = [];
    private long? looked;

    /// <summary>Whether the folder must be read again.</summary>
    public bool HasChanged => looked is not long last || clock.GetElapsedTime(last) >= wholeEvery || times.Any(each => TimeOf(each.Key) != each.Value);

    /// <summary>Notes the times, before the folder is read.</summary>
    public void Begin()
    {
        looked = clock.GetTimestamp();
        times = times.Keys.Append(root).Distinct().ToDictionary(path => path, TimeOf);
    }

    /// <summary>Watches what was found, too. Times noted by <see cref="Begin"/> stay, since something may have changed meanwhile.</summary>
    /// <param name="folders">Folders relative to the root.</param>
    public void Found(IEnumerable<string> folders)
    {
        Dictionary<string, DateTime> before = times;
        times = folders.Prepend("").Distinct().Select(folder => Path.Combine(root, folder)).ToDictionary(path => path, path => before.TryGetValue(path, out DateTime noted) ? noted : TimeOf(path));
    }

    private static DateTime TimeOf(string path) => Directory.GetLastWriteTimeUtc(path); // a fixed time for what is gone
}

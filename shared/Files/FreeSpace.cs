using System.Globalization;

namespace EdgeResNet.Shared.Files;

/// <summary>Checks the room of a file system before minutes of work.</summary>
internal static class FreeSpace
{
    private const double Megabyte = 1e6;

    /// <summary>Checks that a folder, which need not exist yet, has room.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="bytes">What will be written there.</param>
    /// <param name="what">What that is, for the message.</param>
    /// <exception cref="InputException">Less is free.</exception>
    public static void Require(string folder, long bytes, string what) => Require(folder, bytes, what, Free);

    /// <summary>The same with the free bytes of a folder that exists; null where the system does not tell.</summary>
    internal static void Require(string folder, long bytes, string what, Func<string, long?> free)
    {
        if (free(Existing(folder)) is long left && left < bytes)
        {
            throw new InputException($"{folder}: {what} needs {Text(Math.Ceiling(bytes / Megabyte))} and {Text(Math.Floor(left / Megabyte))} are free there; make room or choose another place");
        }
    }

    private static string Existing(string folder)
    {
        string path = Path.GetFullPath(folder);
        while (!Directory.Exists(path) && Path.GetDirectoryName(path) is string parent)
        {
            path = parent;
        }

        return path;
    }

    private static long? Free(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // a file system without such a figure; writing will tell
        }
    }

    private static string Text(double megabytes) => string.Create(CultureInfo.InvariantCulture, $"{megabytes:N0} MB");
}

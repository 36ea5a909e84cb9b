using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Files;

/// <summary>A symbolic link that leads to its old target or to its new one, never nowhere.</summary>
internal static partial class AtomicLink
{
    /// <summary>Makes or changes the link.</summary>
    /// <param name="path">The link.</param>
    /// <param name="target">Where it leads; relative to its own folder, or a full path.</param>
    /// <exception cref="InputException">It cannot be written there.</exception>
    public static void Point(string path, string target)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.Delete(temporary);
            File.CreateSymbolicLink(temporary, target);
            if (!OperatingSystem.IsLinux())
            {
                File.Delete(path); // for a moment there is none
                File.Move(temporary, path);
            }
            else if (Rename(temporary, path) != 0)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written ({e.Message.ReplaceLineEndings(" ")}); choose another place or make room", e);
        }
    }

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Rename(string from, string to); // File.Move refuses links to folders
}

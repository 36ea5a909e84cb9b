using System.Runtime.InteropServices;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Bundles;

/// <summary>Replaces a whole bundle or leaves it as it was.</summary>
internal static partial class BundleFolder
{
    private const int CurrentFolder = -100; // AT_FDCWD: paths are relative to the working folder
    private const uint Exchange = 2; // RENAME_EXCHANGE: both names exist at any time

    /// <summary>Lets <paramref name="write"/> fill a folder beside <paramref name="output"/>, then moves it there. An older bundle is replaced only then.</summary>
    /// <exception cref="InputException">Something other than a bundle is there.</exception>
    public static T Write<T>(string output, Func<string, T> write)
    {
        string target = CheckReplaceable(output);
        string temporary = $"{target}.{Environment.ProcessId}.tmp";
        Delete(temporary);
        try
        {
            Directory.CreateDirectory(temporary);
            T result = write(temporary);
            Replace(temporary, target);
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{output}: cannot be written ({e.Message.ReplaceLineEndings(" ")}); choose another place or make room", e);
        }
        finally
        {
            Delete(temporary);
        }
    }

    /// <summary>Makes the checks of <see cref="Write"/> before minutes of work.</summary>
    /// <returns>The folder to write, links followed.</returns>
    /// <exception cref="InputException">Something other than a bundle is there.</exception>
    public static string CheckReplaceable(string output)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        target = Directory.Exists(target) ? Directory.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target : target;
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any() && !File.Exists(Path.Combine(target, ModelBundle.CardFile))))
        {
            throw new InputException($"{target}: exists and is not a bundle; choose another place for the new one");
        }

        return target;
    }

    /// <summary>Checks, before minutes of work, that a bundle whose largest file has this size can be written.</summary>
    /// <param name="output">The bundle's folder; what is there stays until the new one is complete.</param>
    /// <param name="modelBytes">Size of the float32 file.</param>
    /// <exception cref="InputException">The disk has too little room.</exception>
    public static void RequireRoom(string output, long modelBytes) => FreeSpace.Require(output, 2 * modelBytes, "the new bundle"); // a file of another precision and the pages take at most as much again

    /// <summary>Replaces the old folder by the new one, atomically where the system can.</summary>
    private static void Replace(string temporary, string target)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(temporary, target);
        }
        else if (!OperatingSystem.IsLinux() || RenameAt(CurrentFolder, temporary, CurrentFolder, target, Exchange) != 0)
        {
            string old = $"{target}.{Environment.ProcessId}.old";
            Delete(old);
            Directory.Move(target, old);
            Directory.Move(temporary, target);
            Delete(old);
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}

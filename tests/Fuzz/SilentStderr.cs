using System.Runtime.InteropServices;

namespace EdgeResNet.Tests.Fuzz;

/// <summary>Discards the process's stderr until disposed: libjpeg reports each damaged picture there.</summary>
internal sealed partial class SilentStderr : IDisposable
{
    private const int Stderr = 2;
    private const int WriteOnly = 1;
    private readonly int saved = Duplicate(Stderr);

    public SilentStderr()
    {
        int nowhere = Open("/dev/null", WriteOnly);
        _ = DuplicateTo(nowhere, Stderr);
        _ = Close(nowhere);
    }

    public void Dispose()
    {
        _ = DuplicateTo(saved, Stderr);
        _ = Close(saved);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int DuplicateTo(int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}

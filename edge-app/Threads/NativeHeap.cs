using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Threads;

/// <summary>How the C library keeps memory that was freed.</summary>
internal static partial class NativeHeap
{
    private const int ArenaMax = -8; // M_ARENA_MAX, mallopt(3)
    private const int Arenas = 2;

    /// <summary>
    /// The GNU C library gives each thread a heap of its own, up to eight a core, and what one has freed no other can use: with the
    /// threads of a video's encoder, which come and go with each file, resident memory would grow for an hour. Called before there are threads.
    /// </summary>
    public static void ShareAmongThreads() => Ask(() => SetOption(ArenaMax, Arenas));

    /// <summary>Gives back to the system what is free; it takes milliseconds.</summary>
    public static void Trim() => Ask(() => TrimMemory(0));

    private static void Ask(Func<int> function)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = function();
        }
        catch (EntryPointNotFoundException)
        {
            // another C library, such as musl, which has one heap anyway
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimMemory(nint keep);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}

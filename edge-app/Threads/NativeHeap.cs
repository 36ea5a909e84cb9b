using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Threads;

/// <summary>Limits how much freed memory the C library keeps.</summary>
internal static partial class NativeHeap
{
    private const int ArenaMax = -8; // M_ARENA_MAX, mallopt(3)
    private const int Arenas = 2;
    private const int MapThreshold = -3; // M_MMAP_THRESHOLD
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD
    private const int Large = 1 << 20; // bytes: such as the weights of a network

    /// <summary>
    /// Limits the heaps of the GNU C library. By default, up to eight heaps a core cannot share freed memory: video encoder threads,
    /// which come and go, would grow resident memory for an hour. Large blocks lie outside of them and go back to the system at once:
    /// otherwise small blocks between the weights of networks that were replaced would keep these. Call it before other threads start.
    /// </summary>
    public static void ShareAmongThreads() => Ask(() => SetOption(ArenaMax, Arenas) & SetOption(MapThreshold, Large) & SetOption(TrimThreshold, 2 * Large));

    /// <summary>Returns free memory to the system; takes milliseconds.</summary>
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
            // another C library, such as musl, with a single heap
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimMemory(nint keep);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}

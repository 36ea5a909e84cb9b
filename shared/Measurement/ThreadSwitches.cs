using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Measurement;

/// <summary>Involuntary context switches of a thread.</summary>
public static partial class ThreadSwitches
{
    private const int CallingThread = 1; // RUSAGE_THREAD
    private const int Involuntary = 17; // ru_nivcsw: two times of two words and thirteen counts stand before it

    /// <summary>Involuntary switches of the calling thread since its start (getrusage(2), <c>ru_nivcsw</c>); 0 if unknown. Does not allocate.</summary>
    public static long OfThisThread() => OperatingSystem.IsLinux() && ResourceUsage(CallingThread, out Usage usage) == 0 ? (long)usage[Involuntary] : 0;

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int ResourceUsage(int who, out Usage usage);

    /// <summary><c>struct rusage</c>: eighteen words of the machine's size.</summary>
    [InlineArray(18)]
    private struct Usage
    {
        private nint first;
    }
}

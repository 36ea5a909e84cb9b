using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Measurement;

/// <summary>How often the system took the processor from a thread.</summary>
public static partial class ThreadSwitches
{
    private const int CallingThread = 1; // RUSAGE_THREAD
    private const int Involuntary = 17; // ru_nivcsw: two times of two words and thirteen counts stand before it

    /// <summary>How often the calling thread was put aside since it began although it had work to do (getrusage(2), <c>ru_nivcsw</c>); 0 where the system does not say. Allocates nothing.</summary>
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

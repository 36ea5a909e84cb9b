namespace EdgeResNet.Tests;

/// <summary>Measures allocation on the managed heap after warm-up.</summary>
internal static class Allocation
{
    /// <summary>
    /// Bytes that this thread allocates in a thousand calls: the least of several rounds. The runtime allocates at times,
    /// for example to optimise a method; a call's own allocation shows in every round.
    /// </summary>
    public static long OfThousandCalls(Action<int> call)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 5 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                call(i);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}

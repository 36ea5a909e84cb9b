namespace EdgeResNet.Shared.Cli;

/// <summary>
/// Work that a stopped process finishes however long it takes, such as a training's step and its checkpoint. <see cref="LastResort"/> waits
/// for it. Static, because signals and their time limit belong to the process.
/// </summary>
public static class Finishing
{
    private static int parts;

    /// <summary>Whether such work is under way.</summary>
    public static bool IsUnderWay => Volatile.Read(ref parts) > 0;

    /// <summary>Begins such work; it ends with the result's disposal.</summary>
    public static IDisposable Begin() => new Part();

    private sealed class Part : IDisposable
    {
        private int ended;

        public Part() => Interlocked.Increment(ref parts);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
            {
                Interlocked.Decrement(ref parts);
            }
        }
    }
}

using System.Runtime;

namespace EdgeResNet.Shared.Measurement;

/// <summary>
/// Decides when a warm-up is over: the 90th percentiles of <see cref="WindowsCompared"/> windows in a row differ by at most
/// <see cref="Tolerance"/>, and the runtime has compiled no method for <see cref="Quiet"/>. Its compiler works beside the
/// measured thread and takes a core from the network. Does not allocate after its creation.
/// </summary>
public sealed class SteadyState
{
    /// <summary>Times in a window.</summary>
    public const int Window = 32;

    /// <summary>Windows that must agree.</summary>
    public const int WindowsCompared = 4;

    /// <summary>Largest allowed excess of the largest percentile over the smallest, as a share of it.</summary>
    public const double Tolerance = 0.1;

    /// <summary>
    /// Milliseconds without a compiled method. Tiered compilation waits 100 ms after new code before it compiles again what is
    /// called often.
    /// </summary>
    public const double Quiet = 500;

    private readonly Func<long> compiled;
    private readonly double[] times = new double[Window];
    private readonly double[] recent = new double[WindowsCompared]; // their percentiles, a ring
    private long compiledBefore;
    private double quiet; // sum of times since a method was compiled

    /// <summary>Watches this process's compiler.</summary>
    public SteadyState()
        : this(static () => JitInfo.GetCompiledMethodCount())
    {
    }

    /// <summary>Takes the number of compiled methods from <paramref name="compiled"/>.</summary>
    public SteadyState(Func<long> compiled)
    {
        this.compiled = compiled;
        compiledBefore = compiled();
    }

    /// <summary>Times added.</summary>
    public long Count { get; private set; }

    /// <summary>Windows completed.</summary>
    public long Windows => Count / Window;

    /// <summary>Whether the last windows agree and the compiler is quiet.</summary>
    public bool IsSteady { get; private set; }

    /// <summary>The 90th percentile of the last complete window; 0 before there is one.</summary>
    public double LastP90 { get; private set; }

    /// <summary>Takes one time in milliseconds.</summary>
    public void Add(double milliseconds)
    {
        times[Count++ % Window] = milliseconds;
        if (Count % Window == 0)
        {
            CloseWindow();
        }
    }

    private void CloseWindow()
    {
        long compiledNow = compiled();
        quiet = compiledNow == compiledBefore ? quiet + SumOf(times) : 0;
        compiledBefore = compiledNow;
        Array.Sort(times);
        LastP90 = times[((Window * 9) + 9) / 10 - 1]; // nearest rank, as in Percentiles
        recent[(Windows - 1) % WindowsCompared] = LastP90;
        if (Windows < WindowsCompared)
        {
            return;
        }

        double smallest = double.PositiveInfinity;
        double largest = 0;
        foreach (double p90 in recent)
        {
            smallest = Math.Min(smallest, p90);
            largest = Math.Max(largest, p90);
        }

        IsSteady = largest <= smallest * (1 + Tolerance) && quiet >= Quiet;
    }

    private static double SumOf(ReadOnlySpan<double> times)
    {
        double sum = 0;
        foreach (double time in times)
        {
            sum += time;
        }

        return sum;
    }
}

using System.Diagnostics;

namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>Compares the rate of a camera with the promised one, every two seconds, until they differ.</summary>
/// <param name="promised">Pictures a second; 0 if unknown.</param>
internal sealed class RateCheck(double promised)
{
    private const double Equal = 0.15;
    private static readonly TimeSpan window = TimeSpan.FromSeconds(2);
    private long start;
    private long came;
    private long counted; // by the driver, with those that it left out
    private bool found;

    /// <summary>Takes a picture, also a damaged one.</summary>
    /// <param name="at">When it came.</param>
    /// <param name="passed">Pictures since the one before, by the driver's numbers: 1 if none is missing.</param>
    /// <returns>The measured rate when it differs for the first time; else null.</returns>
    public double? Came(long at, long passed)
    {
        if (found || promised == 0)
        {
            return null;
        }

        if (start == 0)
        {
            start = at;
            return null;
        }

        came++;
        counted += passed;
        TimeSpan time = Stopwatch.GetElapsedTime(start, at);
        if (time < window)
        {
            return null;
        }

        // Pictures that the driver left out do not make a camera slow, and drivers that skip numbers do not make it fast.
        double measured = Math.Clamp(promised, came / time.TotalSeconds, counted / time.TotalSeconds);
        (start, came, counted) = (at, 0, 0);
        found = Math.Abs(measured - promised) > Equal * promised;
        return found ? measured : null;
    }
}

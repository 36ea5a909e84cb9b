using EdgeResNet.Shared.Data;

namespace EdgeResNet.EdgeApp.Studio.Recording;

/// <summary>
/// The held button: a class, a rate and a lease. A page that vanishes renews no lease, so it does not record for ever. Safe from any
/// thread; asking allocates nothing.
/// </summary>
/// <param name="clock">Null for the system's clock.</param>
internal sealed class RecordingButton(TimeProvider? clock = null)
{
    /// <summary>Pictures a second.</summary>
    public const double UsualRate = 4;

    private const double LowestRate = 0.1;
    private const double HighestRate = 30;
    private static readonly TimeSpan lease = TimeSpan.FromSeconds(3);
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private Hold? hold;
    private long recordings;
    private long last; // timestamp at which the last picture was due, or came

    /// <summary>The class that is recorded; null for none.</summary>
    public string? Label => Now()?.Label;

    /// <summary>Pictures a second of the last recording.</summary>
    public double Rate { get; private set; } = UsualRate;

    /// <summary>Begins a recording, or goes on with it.</summary>
    /// <param name="label">The class.</param>
    /// <param name="rate">Pictures a second.</param>
    /// <exception cref="UsageException">The class has an impossible name, or the rate is impossible.</exception>
    public void Press(string label, double rate)
    {
        string normal = NewClass.Name(label);
        if (rate is not (>= LowestRate and <= HighestRate))
        {
            throw new UsageException($"the rate is {rate}; expected {LowestRate} to {HighestRate} pictures a second");
        }

        Rate = rate;
        long number = Now() is Hold before && before.Label == normal ? before.Number : Interlocked.Increment(ref recordings);
        Volatile.Write(ref hold, new Hold(normal, number, rate, clock.GetTimestamp()));
    }

    /// <summary>Ends the recording.</summary>
    public void Release() => Volatile.Write(ref hold, null);

    /// <summary>Whether a picture is due now; called by one thread.</summary>
    /// <param name="label">Its class.</param>
    /// <param name="recording">Number of its recording.</param>
    public bool IsDue(out string label, out long recording)
    {
        (label, recording) = ("", 0);
        if (Now() is not Hold held)
        {
            return false;
        }

        long now = clock.GetTimestamp();
        double passed = last == 0 ? double.PositiveInfinity : clock.GetElapsedTime(last, now).TotalSeconds * held.Rate; // in pictures
        if (passed < 1)
        {
            return false;
        }

        // Frames seldom come just in time. The next picture counts from when this one was due, so the rate is kept on the average.
        (label, recording, last) = (held.Label, held.Number, passed < 2 ? last + (long)(clock.TimestampFrequency / held.Rate) : now);
        return true;
    }

    private Hold? Now() => Volatile.Read(ref hold) is Hold held && clock.GetElapsedTime(held.Renewed) < lease ? held : null;

    private sealed record Hold(string Label, long Number, double Rate, long Renewed);
}

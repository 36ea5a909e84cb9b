using System.Diagnostics;
using System.Globalization;
using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>
/// Whether the source delivers. The capture thread tells of pictures, of attempts and their failures; a watchdog looks at
/// the clock and calls a silent source lost, whatever its thread is stuck in. Everybody may read.
/// </summary>
internal sealed class SourceHealth(PipelineCounters counters, Func<TimeSpan> stall)
{
    /// <summary>The least time that a source has for its first picture after it was opened: cameras start slowly, streams begin with their next key frame.</summary>
    public static readonly TimeSpan FirstPicturePatience = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private CancellationTokenSource? attempt;
    private long lastSign = Stopwatch.GetTimestamp(); // the last picture, or the beginning of the attempt to get one
    private long lostAt;
    private volatile bool delivering;
    private bool lost;
    private string reason = "";
    private (long Second, string Text) banner = (-1, "");

    /// <summary>Called when the source is lost, with the reason, on the thread that noticed.</summary>
    public event Action<string>? Lost;

    /// <summary>Called when it is back, with the time that it was away, on the capture thread.</summary>
    public event Action<TimeSpan>? Found;

    /// <summary>True from a loss until the next picture.</summary>
    public bool IsLost => Volatile.Read(ref lost);

    /// <summary>When it was lost last, a <see cref="Stopwatch"/> timestamp.</summary>
    public long LostAt => Volatile.Read(ref lostAt);

    /// <summary>Time since the last picture, or since the attempt to get one began.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref lastSign));

    /// <summary>How long an attempt may take until its first picture.</summary>
    public TimeSpan AttemptPatience => Stall > FirstPicturePatience ? Stall : FirstPicturePatience;

    /// <summary>Silence after which the source is lost; it may change when the source is opened.</summary>
    public TimeSpan Stall => stall();

    /// <summary>Whether a picture ever came.</summary>
    public bool EverDelivered { get; private set; }

    /// <summary>The capture thread begins an attempt, which a stall will cancel.</summary>
    public void Begin(CancellationTokenSource cancelledByStall)
    {
        lock (gate)
        {
            attempt = cancelledByStall;
            delivering = false;
            lastSign = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>The capture thread has ended its attempt: nothing will be cancelled any more.</summary>
    public void End()
    {
        lock (gate)
        {
            attempt = null;
        }
    }

    /// <summary>The capture thread has a picture. Allocates nothing unless the source was lost.</summary>
    public void PictureCame()
    {
        Volatile.Write(ref lastSign, Stopwatch.GetTimestamp());
        if (!delivering)
        {
            FirstPictureCame();
        }
    }

    /// <summary>The source is gone, for a reason that it told.</summary>
    public void Lose(string why)
    {
        if (MarkLost(why))
        {
            Lost?.Invoke(why);
        }
    }

    /// <summary>The watchdog looks: a source that was silent for too long is lost, and what waits for it is cancelled.</summary>
    /// <returns>True when the time for the very first picture is over.</returns>
    public bool Check()
    {
        bool silent;
        bool slow;
        lock (gate)
        {
            TimeSpan silence = Silence;
            silent = delivering && silence > Stall;
            slow = !delivering && attempt is not null && silence > AttemptPatience;
        }

        string why = silent ? string.Create(CultureInfo.InvariantCulture, $"no picture for {Stall.TotalMilliseconds:0} ms") : "";
        bool tell = silent && MarkLost(why);
        if (silent || slow)
        {
            CancelAttempt(); // before anybody is told: a read that comes back just then has been given up, and is not the source's end
        }

        if (tell)
        {
            Lost?.Invoke(why);
        }

        return slow && !EverDelivered;
    }

    /// <summary>What the picture says while the source is lost; a new text each second. Null while all is well.</summary>
    public string? Banner()
    {
        if (!IsLost)
        {
            return null;
        }

        long second = (long)Stopwatch.GetElapsedTime(LostAt).TotalSeconds;
        if (banner.Second != second)
        {
            banner = (second, second == 0 ? "source lost" : string.Create(CultureInfo.InvariantCulture, $"source lost · {second} s"));
        }

        return banner.Text;
    }

    /// <summary>Why the source was lost last.</summary>
    public string Reason
    {
        get
        {
            lock (gate)
            {
                return reason;
            }
        }
    }

    /// <returns>True when it was not lost before.</returns>
    private bool MarkLost(string why)
    {
        lock (gate)
        {
            delivering = false;
            reason = why;
            if (lost)
            {
                return false;
            }

            lostAt = Stopwatch.GetTimestamp();
            lost = true;
            counters.Losses += EverDelivered ? 1 : 0; // one that was never there is waited for, not lost
            counters.Absences++;
            return true;
        }
    }

    private void FirstPictureCame()
    {
        TimeSpan? away = null;
        lock (gate)
        {
            delivering = true;
            if (lost)
            {
                lost = false;
                away = Stopwatch.GetElapsedTime(lostAt);
                counters.Reconnects += EverDelivered ? 1 : 0; // one that was waited for is connected, not reconnected
            }

            EverDelivered = true;
        }

        if (away is TimeSpan time)
        {
            Found?.Invoke(time);
        }
    }

    // Under the lock, so that the attempt cannot end, and its token be disposed, meanwhile.
    private void CancelAttempt()
    {
        lock (gate)
        {
            attempt?.Cancel();
            attempt = null;
        }
    }
}

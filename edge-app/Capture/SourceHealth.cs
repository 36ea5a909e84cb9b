using System.Diagnostics;
using System.Globalization;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>
/// Whether the source delivers. The capture thread tells of pictures, of attempts and their failures; a watchdog looks at
/// the clock and calls a silent source lost, whatever its thread is stuck in. One lock puts losses and pictures in order.
/// Reading is safe from any thread.
/// </summary>
/// <param name="stall">Silence after which the source is lost; it may change when the source is opened.</param>
internal sealed class SourceHealth(Func<TimeSpan> stall)
{
    /// <summary>The least time that a source has for its first picture after it was opened: cameras start slowly, streams begin with their next key frame.</summary>
    public static readonly TimeSpan FirstPicturePatience = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private CancellationTokenSource? attempt;
    private long lastSign = Stopwatch.GetTimestamp(); // the last picture, or the beginning of the attempt to get one
    private long lostAt;
    private int losses;
    private int reconnects;
    private bool delivering;
    private bool lost;
    private string reason = "";
    private (long Second, string Text) banner = (-1, "");

    /// <summary>The source is lost. Raised under the lock, before any later picture is sent: handlers wait for nobody.</summary>
    public event Action<SourceLoss>? Lost;

    /// <summary>It is back, after this time. Raised under the lock, before the picture is sent: handlers wait for nobody.</summary>
    public event Action<TimeSpan>? Found;

    /// <summary>True from a loss until the next picture.</summary>
    public bool IsLost => Volatile.Read(ref lost);

    /// <summary>When it was lost last, a <see cref="Stopwatch"/> timestamp.</summary>
    public long LostAt => Volatile.Read(ref lostAt);

    /// <summary>How often it was lost after it had delivered.</summary>
    public int Losses => Volatile.Read(ref losses);

    /// <summary>How often it came back after that.</summary>
    public int Reconnects => Volatile.Read(ref reconnects);

    /// <summary>Time since the last picture, or since the attempt to get one began.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref lastSign));

    /// <summary>How long an attempt may take until its first picture.</summary>
    public TimeSpan AttemptPatience => Stall > FirstPicturePatience ? Stall : FirstPicturePatience;

    /// <summary>Silence after which the source is lost.</summary>
    public TimeSpan Stall => stall();

    /// <summary>Whether a picture ever came.</summary>
    public bool EverDelivered { get; private set; }

    /// <summary>Why the source was lost last.</summary>
    public string Reason => Volatile.Read(ref reason);

    /// <summary>The capture thread begins an attempt, which a stall will cancel.</summary>
    public void Begin(CancellationTokenSource cancelledByStall)
    {
        lock (gate)
        {
            attempt = cancelledByStall;
            delivering = false;
            Volatile.Write(ref lastSign, Stopwatch.GetTimestamp());
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
    /// <param name="frame">Is told how often the source was opened again.</param>
    /// <param name="send">Sends it on; a loss is told before or after, never meanwhile.</param>
    /// <returns>True when the source was lost before.</returns>
    public bool PictureCame(Frame frame, Action send)
    {
        lock (gate)
        {
            Volatile.Write(ref lastSign, Stopwatch.GetTimestamp());
            bool back = lost;
            if (back)
            {
                reconnects += EverDelivered ? 1 : 0; // one that was waited for is connected, not reconnected
                Volatile.Write(ref lost, false);
                Found?.Invoke(Stopwatch.GetElapsedTime(lostAt));
            }

            delivering = true;
            EverDelivered = true;
            frame.Reconnects = reconnects;
            send();
            return back;
        }
    }

    /// <summary>The source is gone, for a reason that it told.</summary>
    public void Lose(string why)
    {
        lock (gate)
        {
            delivering = false;
            Volatile.Write(ref reason, why);
            if (lost)
            {
                return;
            }

            losses += EverDelivered ? 1 : 0; // one that was never there is waited for, not lost
            Volatile.Write(ref lostAt, Stopwatch.GetTimestamp());
            Volatile.Write(ref lost, true);
            Lost?.Invoke(new SourceLoss(why, lostAt, reconnects));
        }
    }

    /// <summary>The watchdog looks: a source that was silent for too long is lost, and what waits for it is cancelled.</summary>
    /// <returns>True when the time for the very first picture is over.</returns>
    public bool Check()
    {
        lock (gate)
        {
            TimeSpan silence = Silence;
            bool silent = delivering && silence > Stall;
            bool slow = !delivering && attempt is not null && silence > AttemptPatience;
            if (silent || slow)
            {
                attempt?.Cancel(); // before the loss is told: a read that returns just then was given up, and is not the source's end
                attempt = null;
            }

            if (silent)
            {
                Lose(string.Create(CultureInfo.InvariantCulture, $"no picture for {Stall.TotalMilliseconds:0} ms"));
            }

            return slow && !EverDelivered;
        }
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
}

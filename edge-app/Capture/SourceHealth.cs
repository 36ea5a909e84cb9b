using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Addresses;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>
/// Tracks whether the source delivers. The capture thread reports pictures, attempts and failures. A watchdog checks the clock
/// and declares a silent source lost, even if its thread hangs. One lock orders losses and pictures. Reading is safe from any
/// thread.
/// </summary>
/// <param name="stall">Silence after which the source is lost; it may change when the source opens.</param>
internal sealed class SourceHealth(Func<TimeSpan> stall)
{
    /// <summary>Minimum time for the first picture after opening: cameras start slowly, streams start with their next key frame.</summary>
    public static readonly TimeSpan FirstPicturePatience = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private readonly HashSet<string> notes = [];
    private CancellationTokenSource? attempt;
    private long lastSign = Stopwatch.GetTimestamp(); // the last picture, or the start of the current attempt
    private long lostAt;
    private int losses;
    private int reconnects;
    private bool delivering;
    private bool lost;
    private string reason = "";
    private string? told; // the last fault
    private (long Second, string Text) banner = (-1, "");

    /// <summary>The source is lost. Raised under the lock, before any later picture is sent: handlers must not wait.</summary>
    public event Action<SourceLoss>? Lost;

    /// <summary>The source is back, after this time. Raised under the lock, before the picture is sent: handlers must not wait.</summary>
    public event Action<TimeSpan>? Found;

    /// <summary>An exception that nothing foresaw; not again while it stays the same. Raised under the lock: handlers must not wait.</summary>
    public event Action<SourceFault>? Faulted;

    /// <summary>The source has a line for the user. Each line comes once, on the capture thread.</summary>
    public event Action<string>? Told;

    /// <summary>True from a loss until the next picture.</summary>
    public bool IsLost => Volatile.Read(ref lost);

    /// <summary>Time of the last loss, a <see cref="Stopwatch"/> timestamp.</summary>
    public long LostAt => Volatile.Read(ref lostAt);

    /// <summary>Number of losses after the first picture.</summary>
    public int Losses => Volatile.Read(ref losses);

    /// <summary>Number of recoveries from these losses.</summary>
    public int Reconnects => Volatile.Read(ref reconnects);

    /// <summary>Time since the last picture or the start of the attempt.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref lastSign));

    /// <summary>Time limit of an attempt until its first picture.</summary>
    public TimeSpan AttemptPatience => Stall > FirstPicturePatience ? Stall : FirstPicturePatience;

    /// <summary>Silence after which the source is lost.</summary>
    public TimeSpan Stall => stall();

    /// <summary>Whether a picture ever came.</summary>
    public bool EverDelivered { get; private set; }

    /// <summary>Why the source was lost last.</summary>
    public string Reason => Volatile.Read(ref reason);

    /// <summary>Starts an attempt; a stall cancels it. Called by the capture thread.</summary>
    public void Begin(CancellationTokenSource cancelledByStall)
    {
        lock (gate)
        {
            attempt = cancelledByStall;
            delivering = false;
            Volatile.Write(ref lastSign, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Ends the attempt: nothing is cancelled any more. Called by the capture thread.</summary>
    public void End()
    {
        lock (gate)
        {
            attempt = null;
        }
    }

    /// <summary>Takes a new picture; called by the capture thread. Allocates only after a loss.</summary>
    /// <param name="frame">Gets the number of recoveries.</param>
    /// <param name="send">Sends the picture; losses are reported before or after it, never during it.</param>
    /// <returns>True when the source was lost before.</returns>
    public bool PictureCame(Frame frame, Action send)
    {
        lock (gate)
        {
            Volatile.Write(ref lastSign, Stopwatch.GetTimestamp());
            bool back = lost;
            if (back)
            {
                reconnects += EverDelivered ? 1 : 0; // a source that was awaited is connected, not reconnected
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

    /// <summary>Declares the source lost for any exception that opening or reading it threw.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="why">The exception.</param>
    public void Lose(string source, Exception why)
    {
        lock (gate)
        {
            Lose(why switch
            {
                SourceFault fault => Tell(fault).Message,
                UserException foreseen => foreseen.Message,
                _ => Tell(new SourceFault(source, why)).Message,
            });
        }
    }

    /// <summary>Raises <see cref="Faulted"/>, unless the same was told before.</summary>
    public SourceFault Tell(SourceFault fault)
    {
        lock (gate)
        {
            if (told != fault.Message)
            {
                told = fault.Message;
                Faulted?.Invoke(fault);
            }

            return fault;
        }
    }

    /// <summary>Declares the source lost, with a reason.</summary>
    public void Lose(string why)
    {
        lock (gate)
        {
            delivering = false;
            why = AddressMask.Of(why);
            Volatile.Write(ref reason, why);
            if (lost)
            {
                return;
            }

            losses += EverDelivered ? 1 : 0; // a source that was never there is awaited, not lost
            Volatile.Write(ref lostAt, Stopwatch.GetTimestamp());
            Volatile.Write(ref lost, true);
            Lost?.Invoke(new SourceLoss(why, lostAt, reconnects));
        }
    }

    /// <summary>Passes on a line of the source, once; called by the capture thread.</summary>
    public void Tell(string note)
    {
        if (notes.Add(note))
        {
            Told?.Invoke(note);
        }
    }

    /// <summary>Called by the watchdog: declares a source lost after too long a silence, and cancels the attempt.</summary>
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
                attempt?.Cancel(); // before the loss is reported: a read that returns now was cancelled, not ended by the source
                attempt = null;
            }

            if (silent)
            {
                Lose(string.Create(CultureInfo.InvariantCulture, $"no picture for {Stall.TotalMilliseconds:0} ms"));
            }

            return slow && !EverDelivered;
        }
    }

    /// <summary>Text for the HUD while the source is lost, updated each second; null otherwise.</summary>
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

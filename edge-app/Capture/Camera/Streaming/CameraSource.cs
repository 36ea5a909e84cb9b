using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>An open camera of this machine, through Video4Linux.</summary>
internal sealed class CameraSource : IFrameSource
{
    private static readonly TimeSpan leastPatience = TimeSpan.FromSeconds(5);
    private readonly CameraRun run;
    private readonly CameraDevice device;
    private readonly CameraStream stream;
    private readonly Queue<string> notes;
    private readonly CameraPace pace;
    private readonly RateCheck rate;
    private readonly double promised;
    private long delivered;
    private string? clockProblem;

    /// <summary>Takes over the open camera.</summary>
    /// <param name="run">Opened it.</param>
    /// <param name="device">The camera.</param>
    /// <param name="stream">Its stream.</param>
    /// <param name="format">Its format.</param>
    /// <param name="notes">Lines for the user so far.</param>
    public CameraSource(CameraRun run, CameraDevice device, CameraStream stream, NegotiatedFormat format, Queue<string> notes)
    {
        this.run = run;
        this.device = device;
        this.stream = stream;
        this.notes = notes;
        promised = format.Period.IsKnown ? format.Period.Fps : run.AskedFps ?? 0;
        pace = new CameraPace(format.Period.Time);
        rate = new RateCheck(promised);
    }

    public string Name => run.Name;

    public bool IsLive => true;

    public TimeSpan Period => pace.Period;

    public long Torn { get; private set; }

    public long DroppedByDriver { get; private set; }

    /// <summary>Opens <c>camera:N</c>, <c>camera:NAME</c>, <c>camera:serial=…</c> or <c>/dev/videoN</c> once; see <see cref="CameraRun"/>.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    /// <exception cref="DeviceException">The camera is missing, cannot be opened, or does not support the request.</exception>
    public static CameraSource Open(string text) => CameraRun.Parse(text).Open();

    public bool Read(Frame frame, CancellationToken stop)
    {
        long asked = Stopwatch.GetTimestamp();
        int torn = 0;
        int failed = 0;
        while (!stop.IsCancellationRequested)
        {
            CameraOutcome outcome = stream.Read(frame);
            Count(outcome);
            switch (outcome)
            {
                case CameraOutcome.Picture:
                    return true;
                case CameraOutcome.Torn:
                    torn++;
                    break;
                case CameraOutcome.Failed:
                    failed++;
                    break;
                case CameraOutcome.Gone:
                    throw new DeviceException($"{Name}: stopped delivering after {Counted.Of(delivered, "frame")}; check that the camera is still connected");
                default:
                    break;
            }

            if (Stopwatch.GetElapsedTime(asked) is TimeSpan waited && waited > Patience)
            {
                throw new DeviceException($"{Name}: {(torn > 0 ? $"all {torn} pictures were damaged ({stream.Damage})" : failed > 0 ? "its driver reports input/output errors and no picture" : "no picture came")} within {waited.TotalSeconds:0} s; check the cable, or another size, rate or fourcc");
            }
        }

        return false;
    }

    public string? TakeNote() => notes.TryDequeue(out string? note) ? note : null;

    public void Dispose()
    {
        run.Controls.Restore(device);
        stream.Dispose();
        device.Dispose();
    }

    /// <summary>Cameras start slowly; later, the pace counts.</summary>
    private TimeSpan Patience => SourceOptions.Patience(delivered == 0 ? SourceHealth.FirstPicturePatience : leastPatience, Period);

    private void Count(CameraOutcome outcome)
    {
        if (stream.Passed == 0)
        {
            return;
        }

        bool whole = outcome == CameraOutcome.Picture;
        Torn += whole ? 0 : 1;
        DroppedByDriver += stream.Passed - 1;
        if (rate.Came(stream.Arrived, stream.Passed) is double measured)
        {
            string why = measured < promised ? "; the usual reason is a long exposure in the dark: more light, or exposure=…" : "";
            notes.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{Name}: {measured:0.#} frames a second come, {(run.AskedFps is null ? "its driver tells" : "asked")} {run.AskedFps ?? promised:0.###}{why}"));
        }

        if (!whole)
        {
            return;
        }

        delivered++;
        pace.Came(stream.Arrived);
        if (clockProblem is null && stream.Clock.Problem is string problem)
        {
            clockProblem = problem;
            notes.Enqueue($"{Name}: its driver's timestamps are not used ({problem}); a frame's age starts when it arrives");
        }
    }
}

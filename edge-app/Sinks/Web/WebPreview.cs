using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Shows pictures and numbers on a web page. The newest picture is encoded once, and only for viewers; each client takes it when ready.</summary>
internal sealed class WebPreview : IPictureSink
{
    private const long StateEveryMs = 60; // people cannot read faster
    private static readonly TimeSpan signOfLife = TimeSpan.FromSeconds(0.5); // also without pictures, so that a page sees that the program runs
    private readonly LatestSlot<PreviewState> states = new(new PreviewState(), new PreviewState(), new PreviewState());
    private readonly PreviewStreams streams = new();
    private readonly PreviewSettings settings;
    private readonly LiveMetrics metrics;
    private readonly PictureEncoder encoder = new();
    private readonly ArrayBufferWriter<byte> text = new(4096);
    private readonly Utf8JsonWriter writer;
    private readonly PicturePool copies = new(3); // of the source's pictures: one comes, one waits, one is encoded
    private readonly SinkWorker<WebPictures> worker;
    private PreviewServer server;
    private long told;
    private bool asked; // the last wait was for the state

    /// <summary>Prepares the server; <see cref="Listen"/> opens the port. The caller owns the metrics.</summary>
    public WebPreview(PreviewSettings settings, LiveMetrics metrics)
    {
        this.settings = settings;
        this.metrics = metrics;
        server = new PreviewServer(settings, streams, metrics);
        writer = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }); // sent as JSON, never put into HTML
        worker = new(new(Status, 1, WhenFull.NewestWins) { Release = static pictures => pictures.Release(), Stuck = "encoding is too slow" }, Deliver)
        {
            Idle = () => Tell(asked),
            IdleEvery = signOfLife,
            End = Close,
        };
        metrics.CountViewers(() => streams.Viewers);
    }

    public SinkStatus Status { get; } = new("web");

    public ISinkWorker Worker => worker;

    public bool Wanted => streams.Viewers > 0 || streams.Json.Wanted || streams.Pngs.Wanted;

    public int MostHeld => 2; // one waits, one is encoded

    /// <summary>The page's address, once started.</summary>
    public Uri Address => server.Address;

    /// <summary>Opens the port before pictures flow, so that the address is known.</summary>
    /// <exception cref="DeviceException">The address cannot be used.</exception>
    public void Listen()
    {
        if (server.TryStart())
        {
            return;
        }

        if (!settings.MayMove)
        {
            throw new DeviceException($"--web {settings.EndPoint}: another program uses it; choose another address, or {settings.EndPoint.Address}:0 for any free port");
        }

        server.Dispose();
        server = new PreviewServer(settings with { EndPoint = new(settings.EndPoint.Address, 0) }, streams, metrics);
        server.TryStart();
    }

    public void Start()
    {
        Listen();
        worker.Start();
    }

    public void Show(HudFrame frame)
    {
        states.Back.CopyFrom(frame);
        states.Publish();
        SharedPicture? drawn = streams.Jpegs.Wanted || streams.Pngs.Wanted ? frame.Picture : null;
        drawn?.Hold();
        worker.Add(new WebPictures(drawn, streams.Plain.Wanted ? Copy(frame) : null, frame.Picture.Mat.Cols));
    }

    public void Tick()
    {
    }

    public void Dispose() => worker.Dispose();

    /// <summary>Keeps the source's picture, which the next one overwrites.</summary>
    private SharedPicture? Copy(HudFrame frame)
    {
        SharedPicture? copy = frame.Raw is null ? null : copies.Take();
        if (copy is not null)
        {
            frame.Raw!.CopyTo(copy.Mat);
        }

        return copy;
    }

    private Outcome Deliver(WebPictures pictures)
    {
        bool encoded = false;
        if (pictures.Drawn is SharedPicture drawn && streams.Pngs.Wanted)
        {
            streams.Pngs.Publish(encoder.Png(drawn.Mat));
        }

        if (pictures.Drawn is not null && streams.Jpegs.Wanted)
        {
            streams.Jpegs.Publish(encoder.Jpeg(pictures.Drawn.Mat));
            encoded = true;
        }

        if (pictures.Plain is not null && streams.Plain.Wanted)
        {
            streams.Plain.Publish(encoder.Jpeg(pictures.Plain.Mat, pictures.Width));
            encoded = true;
        }

        Tell(streams.Json.Wanted && Environment.TickCount64 - told >= StateEveryMs);
        return encoded ? Outcome.Delivered : Outcome.Skipped; // skipped: only kept for later, or without viewers
    }

    private void Tell(bool now)
    {
        if (now)
        {
            told = Environment.TickCount64;
            states.TryTake();
            text.ResetWrittenCount();
            writer.Reset();
            states.Front.Write(writer, metrics, streams.Viewers);
            writer.Flush();
            streams.Json.Publish(new SharedBytes("data: "u8, text.WrittenSpan, "\n\n"u8));
        }

        asked = streams.Json.Wanted;
    }

    private void Close()
    {
        server.Dispose();
        encoder.Dispose();
        copies.Dispose();
        writer.Dispose();
        streams.Dispose();
    }
}

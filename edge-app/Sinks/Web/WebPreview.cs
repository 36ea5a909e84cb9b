using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>
/// Shows pictures and numbers on a web page. A thread of its own encodes the newest picture once, and only while somebody watches;
/// each client takes the newest when it is ready for it.
/// </summary>
internal sealed class WebPreview : IPictureSink
{
    private const long StateEveryMs = 60; // a page cannot be read faster
    private const long SignOfLifeMs = 500; // also without pictures, so that a page knows that the program is there
    private static readonly TimeSpan lastPatience = TimeSpan.FromSeconds(1);
    private readonly NewestPicture pictures = new();
    private readonly LatestSlot<PreviewState> states = new(new PreviewState(), new PreviewState(), new PreviewState());
    private readonly AutoResetEvent news = new(initialState: false);
    private readonly PreviewStreams streams = new();
    private readonly PreviewSettings settings;
    private readonly LiveMetrics metrics;
    private PreviewServer server;
    private Thread? encoder;
    private bool stopping;
    private bool leftBehind;
    private readonly InHand inHand = new();

    /// <summary>Prepares to listen; <see cref="Listen"/> opens the port. The metrics stay with the caller.</summary>
    public WebPreview(PreviewSettings settings, LiveMetrics metrics)
    {
        this.settings = settings;
        this.metrics = metrics;
        server = new PreviewServer(settings, streams, metrics);
        metrics.CountViewers(() => streams.Jpegs.Viewers);
    }

    /// <inheritdoc/>
    public SinkStatus Status { get; } = new("web");

    /// <inheritdoc/>
    public bool Wanted => streams.Jpegs.Wanted || streams.Json.Wanted || streams.Pngs.Wanted;

    /// <inheritdoc/>
    public int MostHeld => NewestPicture.MostHeld;

    /// <summary>The page's address, once started.</summary>
    public Uri Address => server.Address;

    /// <summary>Opens the port, so that the address is known before pictures flow.</summary>
    /// <exception cref="DeviceException">The address cannot be used.</exception>
    public void Listen()
    {
        if (server.TryStart())
        {
            return;
        }

        if (!settings.MayMove)
        {
            throw new DeviceException($"--web {settings.EndPoint}: another program listens there; choose another address, or {settings.EndPoint.Address}:0 for any free port");
        }

        server.Dispose();
        server = new PreviewServer(settings with { EndPoint = new(settings.EndPoint.Address, 0) }, streams, metrics);
        server.TryStart();
    }

    /// <inheritdoc/>
    public void Start()
    {
        Listen();
        encoder = SinkThread.Start("web preview", Encode);
    }

    /// <inheritdoc/>
    public void Show(HudFrame frame)
    {
        if (streams.Jpegs.Wanted || streams.Pngs.Wanted)
        {
            pictures.Offer(frame.Picture);
        }

        states.Back.CopyFrom(frame);
        states.Publish();
        news.Set();
    }

    /// <inheritdoc/>
    public void Stop()
    {
        Volatile.Write(ref stopping, true);
        news.Set();
        server.Stop();
        pictures.Take()?.Release(); // no loss: nobody watches any more
    }

    /// <inheritdoc/>
    public void Finish(Patience patience)
    {
        if (encoder is null || leftBehind)
        {
            return;
        }

        if (inHand.Drain(patience, encoder, Status, "still encoding when it was to end"))
        {
            encoder = null;
            return;
        }

        leftBehind = true; // with all that it uses
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        Finish(lastPatience);
        server.Dispose();
        if (leftBehind)
        {
            return;
        }

        streams.Dispose();
        news.Dispose();
    }

    private void Encode()
    {
        using PictureEncoder encoder = new();
        ArrayBufferWriter<byte> text = new(4096);
        using Utf8JsonWriter writer = new(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }); // sent as JSON, never put into HTML
        long told = 0;
        while (!Volatile.Read(ref stopping))
        {
            bool asked = streams.Json.Wanted;
            bool changed = news.WaitOne((int)SignOfLifeMs);
            try
            {
                EncodePicture(encoder);
                long now = Environment.TickCount64;
                if (changed ? streams.Json.Wanted && now - told >= StateEveryMs : asked)
                {
                    told = now;
                    TellState(text, writer);
                }
            }
#pragma warning disable CA1031 // a page that cannot be fed is no reason to end the pipeline, whatever the reason
            catch (Exception error)
#pragma warning restore CA1031
            {
                Status.CountLost(inHand.Settle());
                Status.Fail(error.Message);
            }
        }
    }

    private void EncodePicture(PictureEncoder encoder)
    {
        if (pictures.Take() is not SharedPicture picture)
        {
            return;
        }

        inHand.Take();
        try
        {
            Encode(encoder, picture.Mat);
        }
        finally
        {
            picture.Release();
        }

        inHand.Settle(); // one that was only kept, or that nobody watched
    }

    private void Encode(PictureEncoder encoder, Mat picture)
    {
        if (streams.Pngs.Wanted)
        {
            streams.Pngs.Publish(encoder.Png(picture));
        }

        if (streams.Jpegs.Wanted)
        {
            streams.Jpegs.Publish(encoder.Jpeg(picture));
            Status.CountDelivered(inHand.Settle());
        }

        Status.Mended();
    }

    private void TellState(ArrayBufferWriter<byte> text, Utf8JsonWriter writer)
    {
        states.TryTake();
        text.ResetWrittenCount();
        writer.Reset();
        states.Front.Write(writer, metrics, streams.Jpegs.Viewers);
        writer.Flush();
        streams.Json.Publish(new SharedBytes("data: "u8, text.WrittenSpan, "\n\n"u8));
    }
}

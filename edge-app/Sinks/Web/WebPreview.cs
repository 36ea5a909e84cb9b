using System.Buffers;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>
/// Shows pictures and numbers on a web page. The render loop only copies the newest picture, and only while somebody watches; a thread
/// of its own encodes each picture once, and each client takes the newest when it is ready for it.
/// </summary>
internal sealed class WebPreview : IPictureSink
{
    private const int Quality = 82;
    private static readonly TimeSpan stateEvery = TimeSpan.FromMilliseconds(60); // a page cannot be read faster
    private readonly LatestSlot<Mat> pictures;
    private readonly LatestSlot<PreviewState> states = new(new PreviewState(), new PreviewState(), new PreviewState());
    private readonly Mat[] buffers = [new(), new(), new()];
    private readonly AutoResetEvent news = new(initialState: false);
    private readonly Broadcast jpegs = new();
    private readonly Broadcast json = new();
    private readonly IPEndPoint endPoint;
    private PreviewServer server;
    private Thread? encoder;
    private bool stopping;
    private Exception? failure;

    /// <summary>Prepares to listen; <see cref="Listen"/> opens the port.</summary>
    public WebPreview(IPEndPoint endPoint)
    {
        this.endPoint = endPoint;
        pictures = new LatestSlot<Mat>(buffers[0], buffers[1], buffers[2]);
        server = new PreviewServer(endPoint, jpegs, json);
    }

    /// <inheritdoc/>
    public SinkStatus Status { get; } = new("web");

    /// <inheritdoc/>
    public bool Wanted => jpegs.Wanted || json.Wanted;

    /// <summary>The page's address, once started.</summary>
    public Uri Address => server.Address;

    /// <summary>Opens the port, so that the address is known before pictures flow.</summary>
    /// <param name="mayMove">Take any free port where the one asked for is taken.</param>
    /// <exception cref="DeviceException">The address cannot be used.</exception>
    public void Listen(bool mayMove = false)
    {
        if (server.TryStart())
        {
            return;
        }

        if (!mayMove)
        {
            throw new DeviceException($"The web preview cannot listen on {endPoint}: another program listens there; choose another address with --web ADDR:PORT, or --web {endPoint.Address}:0 for any free port.");
        }

        server.Dispose();
        server = new PreviewServer(new IPEndPoint(endPoint.Address, 0), jpegs, json);
        server.TryStart();
    }

    /// <inheritdoc/>
    public void Start()
    {
        Listen();
        encoder = new Thread(Encode) { Name = "web preview", IsBackground = true };
        encoder.Start();
    }

    /// <inheritdoc/>
    public void Show(HudFrame frame)
    {
        if (Volatile.Read(ref failure) is Exception error)
        {
            throw new InvalidOperationException("The web preview failed.", error);
        }

        if (jpegs.Wanted)
        {
            frame.Picture.CopyTo(pictures.Back);
            pictures.Publish();
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
        encoder?.Join();
        encoder = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        server.Dispose();
        jpegs.Dispose();
        json.Dispose();
        news.Dispose();
        foreach (Mat buffer in buffers)
        {
            buffer.Dispose();
        }
    }

    private void Encode()
    {
        try
        {
            EncodeUntilStopped();
        }
#pragma warning disable CA1031 // handed to the render loop, which throws it on
        catch (Exception error)
#pragma warning restore CA1031
        {
            Volatile.Write(ref failure, error);
        }
    }

    private void EncodeUntilStopped()
    {
        using JpegEncoder jpeg = new(Quality);
        ArrayBufferWriter<byte> text = new(2048);
        using Utf8JsonWriter writer = new(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }); // sent as JSON, never put into HTML
        long last = 0;
        while (news.WaitOne() && !Volatile.Read(ref stopping))
        {
            if (pictures.TryTake())
            {
                jpegs.Publish(jpeg.Encode(pictures.Front));
            }

            if (json.Wanted && Environment.TickCount64 - last >= stateEvery.TotalMilliseconds && states.TryTake())
            {
                last = Environment.TickCount64;
                text.ResetWrittenCount();
                writer.Reset();
                states.Front.Write(writer);
                writer.Flush();
                json.Publish(new SharedBytes(text.WrittenSpan));
            }
        }
    }
}

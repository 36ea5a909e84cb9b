using System.Diagnostics;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Pictures;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>A camera that sends one picture for each request: it is asked again and again, with a pause.</summary>
internal sealed class SnapshotSource : IFrameSource
{
    private const int LargestPicture = 64 << 20;
    private const int ToleratedTornPictures = 5;
    private readonly HttpConnection connection;
    private readonly TimeSpan every;
    private readonly LiveJpegs jpegs = new();
    private byte[] body = new byte[1 << 18];
    private long due; // timestamp of the next request

    /// <summary>Takes over the connection.</summary>
    /// <param name="connection">To the camera.</param>
    /// <param name="every">From one request to the next.</param>
    /// <param name="asked">When it was asked last, a <see cref="Stopwatch"/> timestamp; 0 for never.</param>
    public SnapshotSource(HttpConnection connection, TimeSpan every, long asked = 0)
    {
        this.connection = connection;
        this.every = every;
        due = asked == 0 ? 0 : asked + Ticks(every);
    }

    public string Name => connection.Address.Name;

    public bool IsLive => true;

    public TimeSpan Period => every;

    public long Torn => jpegs.LeftOut;

    public bool Read(Frame frame, CancellationToken stop)
    {
        for (int torn = 0; torn < ToleratedTornPictures; torn++)
        {
            if (!Ask(frame, stop))
            {
                return false;
            }

            if (jpegs.Verdict is JpegVerdict.Whole or JpegVerdict.NotJudged)
            {
                frame.CaptureMs = Stopwatch.GetElapsedTime(frame.Captured).TotalMilliseconds;
                frame.Truth = null;
                frame.Name = null;
                return true;
            }
        }

        throw new DeviceException($"{Name}: answers {ToleratedTornPictures} times with a damaged picture ({jpegs.Reason}); check the camera and the network");
    }

    public void Dispose() => connection.Dispose();

    /// <summary>Asks for a picture when it is time.</summary>
    /// <returns>False if <paramref name="stop"/> was cancelled.</returns>
    private bool Ask(Frame frame, CancellationToken stop)
    {
        TimeSpan pause = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (pause > TimeSpan.Zero && stop.WaitHandle.WaitOne(pause))
        {
            return false;
        }

        due = Stopwatch.GetTimestamp() + Ticks(every);
        using HttpResponseMessage response = connection.Get(stop);
        using ReadLimit limit = new(connection.Patience, response.Dispose);
        limit.Begin(stop);
        try
        {
            ReadOnlySpan<byte> jpeg = MultipartPictures.Announced(response) is string boundary
                ? new MultipartPictures(response.Content.ReadAsStream(stop), boundary).Next()
                : Whole(response.Content.ReadAsStream(stop));
            frame.Captured = Stopwatch.GetTimestamp();
            if (!jpegs.Decode(jpeg, frame.Picture) && jpegs.Verdict is not (JpegVerdict.Torn or JpegVerdict.TooLarge))
            {
                throw new DeviceException($"{Name}: answers with {response.Content.Headers.ContentType?.MediaType ?? "something"}, {Counted.Of(jpeg.Length, "byte")}, which is no whole JPEG picture; check the path");
            }
        }
        catch (Exception) when (limit.Closed)
        {
            return stop.IsCancellationRequested ? false : throw new DeviceException($"{Name}: sends no whole picture within {connection.Patience.TotalSeconds} s");
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new DeviceException($"{Name}: the picture ends early ({e.Message.ReplaceLineEndings(" ")}); check the camera's connection", e);
        }

        limit.End();
        return true;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private ReadOnlySpan<byte> Whole(Stream stream)
    {
        int length = 0;
        while (stream.Read(body.AsSpan(length)) is int received && received > 0)
        {
            length += received;
            if (length == body.Length)
            {
                if (length >= LargestPicture)
                {
                    throw new DeviceException($"{Name}: sends a picture of more than {LargestPicture >> 20} MiB; give the address of a picture");
                }

                Array.Resize(ref body, 2 * length);
            }
        }

        return body.AsSpan(0, length);
    }
}

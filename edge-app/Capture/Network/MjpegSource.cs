using System.Diagnostics;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>A camera that sends JPEG pictures as parts of one endless HTTP answer.</summary>
internal sealed class MjpegSource : IFrameSource
{
    private const int ToleratedBadPictures = 10;
    private readonly HttpClient client;
    private readonly HttpResponseMessage response;
    private readonly MultipartPictures parts;
    private readonly TimeSpan patience;
    private readonly ReadLimit limit;
    private readonly LiveJpegs jpegs = new();
    private long delivered;

    /// <summary>Takes over client and response.</summary>
    public MjpegSource(string name, HttpClient client, HttpResponseMessage response, TimeSpan patience)
    {
        Name = name;
        this.client = client;
        this.response = response;
        this.patience = patience;
        limit = new ReadLimit(patience, response.Dispose); // closes the connection
        parts = new MultipartPictures(response.Content.ReadAsStream());
    }

    public string Name { get; }

    public bool IsLive => true;

    public long Torn => jpegs.LeftOut;

    public bool Read(Frame frame, CancellationToken stop)
    {
        for (int bad = 0; bad < ToleratedBadPictures; bad++)
        {
            ReadOnlySpan<byte> jpeg = Next(stop);
            if (jpeg.IsEmpty)
            {
                return stop.IsCancellationRequested ? false : throw new DeviceException(delivered > 0
                    ? $"{Name}: stopped delivering after {Counted.Of(delivered, "frame")}; check that the camera is still on and connected"
                    : $"{Name}: answers but sends no picture within {patience.TotalSeconds} s");
            }

            frame.Captured = Stopwatch.GetTimestamp();
            if (jpegs.Decode(jpeg, frame.Picture))
            {
                frame.CaptureMs = Stopwatch.GetElapsedTime(frame.Captured).TotalMilliseconds;
                frame.Truth = null;
                frame.Name = null;
                delivered++;
                return true;
            }
        }

        throw new DeviceException($"{Name}: sends {ToleratedBadPictures} consecutive parts that are not whole JPEG pictures ({jpegs.Reason}); try a lower resolution or quality, and check the network");
    }

    public void Dispose()
    {
        limit.Dispose();
        response.Dispose();
        client.Dispose();
    }

    /// <summary>The next part; empty when the stream ends, breaks or falls silent.</summary>
    private ReadOnlySpan<byte> Next(CancellationToken stop)
    {
        limit.Begin(stop);
        try
        {
            return parts.Next();
        }
        catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException)
        {
            return default; // no picture, for any of these reasons
        }
        catch (InvalidDataException e)
        {
            throw new DeviceException($"{Name}: {e.Message}", e);
        }
        finally
        {
            limit.End();
        }
    }
}

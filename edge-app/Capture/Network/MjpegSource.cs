using System.Diagnostics;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>A camera that sends JPEG pictures as parts of one endless HTTP answer. One that closes after each picture is asked again, with a pause.</summary>
internal sealed class MjpegSource : IFrameSource
{
    private const int ToleratedBadPictures = 10;
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1); // between the pictures of a camera that sends one at a time
    private readonly HttpConnection connection;
    private readonly HttpResponseMessage response;
    private readonly MultipartPictures parts;
    private readonly ReadLimit limit;
    private readonly LiveJpegs jpegs = new();
    private readonly long asked = Stopwatch.GetTimestamp();
    private SnapshotSource? single;
    private bool ended; // the server closed in good order
    private long delivered;

    /// <summary>Takes over connection and response.</summary>
    public MjpegSource(HttpConnection connection, HttpResponseMessage response)
    {
        this.connection = connection;
        this.response = response;
        limit = new ReadLimit(connection.Patience, response.Dispose); // closes the connection
        parts = new MultipartPictures(response.Content.ReadAsStream(), MultipartPictures.Announced(response));
    }

    public string Name => connection.Address.Name;

    public bool IsLive => true;

    public long Torn => jpegs.LeftOut + (single?.Torn ?? 0);

    public TimeSpan Period => single is null ? TimeSpan.Zero : pause;

    public bool Read(Frame frame, CancellationToken stop)
    {
        if (single is not null)
        {
            return single.Read(frame, stop);
        }

        for (int bad = 0; bad < ToleratedBadPictures; bad++)
        {
            ReadOnlySpan<byte> jpeg = Next(stop);
            if (jpeg.IsEmpty)
            {
                return !stop.IsCancellationRequested && ReadAgain(frame, stop);
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
        connection.Dispose();
    }

    /// <summary>After the end of the answer: a camera that sent one whole picture sends one for each request.</summary>
    private bool ReadAgain(Frame frame, CancellationToken stop)
    {
        if (!ended || delivered != 1)
        {
            throw new DeviceException(delivered > 0
                ? $"{Name}: stopped delivering after {Counted.Of(delivered, "frame")}; check that the camera is still on and connected"
                : $"{Name}: answers but sends no picture within {connection.Patience.TotalSeconds} s");
        }

        response.Dispose(); // some cameras serve one client at a time
        single = new SnapshotSource(connection, pause, asked);
        return single.Read(frame, stop);
    }

    /// <summary>The next part; empty when the stream ends, breaks or falls silent.</summary>
    private ReadOnlySpan<byte> Next(CancellationToken stop)
    {
        limit.Begin(stop);
        try
        {
            ReadOnlySpan<byte> part = parts.Next();
            ended = part.IsEmpty && parts.AtEnd;
            return part;
        }
        catch (Exception) when (limit.Closed)
        {
            return default; // whatever a reader throws when its answer is disposed under it
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
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

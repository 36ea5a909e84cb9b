using System.Net;
using System.Net.Http.Headers;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>Opens an <c>http</c> address by the content type of its answer: an MJPEG camera, a video file, or another stream. OpenCV's FFmpeg is built without network.</summary>
internal static class HttpSource
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>Connects.</summary>
    /// <exception cref="DeviceException">The server does not answer, or not with pictures.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IFrameSource Open(string text, CancellationToken stop = default)
    {
        NetworkAddress address = NetworkAddress.Parse(text);
        HttpClient client = new(new SocketsHttpHandler { ConnectTimeout = patience, ResponseDrainTimeout = TimeSpan.Zero, Credentials = address.Credential, PreAuthenticate = true }) { Timeout = Timeout.InfiniteTimeSpan };
        HttpResponseMessage? response = null;
        try
        {
            response = Ask(client, address, stop);
            IFrameSource source = Choose(client, response, address, stop);
            if (source is MjpegSource)
            {
                (client, response) = (null!, null); // the source now owns them
            }

            return source;
        }
        finally
        {
            response?.Dispose();
            client?.Dispose();
        }
    }

    private static IFrameSource Choose(HttpClient client, HttpResponseMessage response, NetworkAddress address, CancellationToken stop)
    {
        MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
        string kind = type?.MediaType ?? "";
        if (kind.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return new MjpegSource(address.Name, client, response, patience);
        }

        if (kind.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
        {
            throw new DeviceException($"{address.Name}: answers with {kind} instead of video; give the address of the camera's stream, not of its page");
        }

        if (response.Content.Headers.ContentLength is not null)
        {
            return DownloadedVideo.Open(address.Name, response, patience, stop);
        }

        response.Dispose(); // ffmpeg connects again, and some servers accept one client at a time
        return FfmpegSource.Open(address);
    }

    private static HttpResponseMessage Ask(HttpClient client, NetworkAddress address, CancellationToken stop)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        waiting.CancelAfter(patience);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address.Uri);
            HttpResponseMessage response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, waiting.Token);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            HttpStatusCode status = response.StatusCode;
            response.Dispose();
            throw new DeviceException($"{address.Name}: answers {(int)status} {status}; check the path{(status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ", and user name and password in the address" : "")}");
        }
        catch (HttpRequestException e)
        {
            throw new DeviceException($"{address.Name}: cannot be reached ({e.Message.ReplaceLineEndings(" ")}); check the address and that the camera is on", e);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new DeviceException($"{address.Name}: does not answer within {patience.TotalSeconds} s; check the address and that the camera is on", e);
        }
    }
}

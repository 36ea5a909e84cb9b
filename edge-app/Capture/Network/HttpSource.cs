using System.Net.Http.Headers;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>Opens an <c>http</c> address by its answer: an MJPEG camera, a video file, or another stream for <c>ffmpeg</c>. OpenCV's FFmpeg is built without network.</summary>
internal static class HttpSource
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>Connects, with the options' defaults.</summary>
    /// <exception cref="DeviceException">The server does not answer, or not with pictures.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IFrameSource Open(string text, CancellationToken stop = default) => Open(NetworkAddress.Parse(text), new NetworkOptions(), stop);

    /// <summary>Connects.</summary>
    /// <exception cref="DeviceException">As above.</exception>
    /// <exception cref="OperationCanceledException">As above.</exception>
    public static IFrameSource Open(NetworkAddress address, NetworkOptions options, CancellationToken stop)
    {
        HttpConnection? connection = new(address, options.Trust, patience);
        HttpResponseMessage? response = null;
        try
        {
            if (options.Every is TimeSpan every)
            {
                return new SnapshotSource(Take(ref connection), every);
            }

            response = connection.Get(stop);
            MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
            if (MultipartPictures.Announced(response) is not null)
            {
                return new MjpegSource(Take(ref connection), Take(ref response));
            }

            bool isPlaylist = PlaylistText.Is(type, connection.Place);
            if (type?.MediaType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) == true && !isPlaylist)
            {
                throw new DeviceException($"{address.Name}: answers with {type.MediaType} instead of video; give the address of the camera's stream, not of its page");
            }

            if (response.Content.Headers.ContentLength is not null && !isPlaylist)
            {
                return DownloadedVideo.Open(address.Name, response, patience, stop);
            }

            response.Dispose(); // ffmpeg asks again, and some servers accept one client at a time
            string? oddity = type?.MediaType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true ? "it announces a picture; a camera that sends one for each request needs ?every=1s in its address" : null;
            return new StreamRelay(Take(ref connection)).OrDispose(relay => FfmpegSource.Open(FfmpegInput.Of(relay, isPlaylist, FfmpegSource.LongestSilence) with { Oddity = oddity }));
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.InvalidResponse)
        {
            return Lenient(address, options, e);
        }
        finally
        {
            response?.Dispose();
            connection?.Dispose();
        }
    }

    /// <summary>A server whose answer .NET rejects, such as <c>ICY 200 OK</c>: <c>ffmpeg</c> forgives more.</summary>
    private static FfmpegSource Lenient(NetworkAddress address, NetworkOptions options, HttpRequestException why)
    {
        try
        {
            return FfmpegSource.Open(FfmpegInput.Of(address, options, FfmpegSource.LongestSilence) with { Oddity = $"its answer is not valid HTTP: {address.Mask(why.Message)}" });
        }
        catch (InputException e)
        {
            throw new DeviceException($"{address.Name}: its answer is not valid HTTP ({address.Mask(why.Message)}); only ffmpeg may understand it: apt-get install ffmpeg", e);
        }
    }

    private static T Take<T>(ref T? owned)
        where T : class
    {
        T taken = owned!; // the caller has just made it
        owned = null;
        return taken;
    }
}

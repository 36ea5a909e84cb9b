using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>A video file from a web server: fetched into a temporary file, which it owns, and then read without loss like any other.</summary>
internal sealed class DownloadedVideo : IFrameSource
{
    private readonly string path;
    private readonly VideoFileSource video;

    private DownloadedVideo(string name, string path)
    {
        Name = name;
        this.path = path;
        video = VideoFileSource.Open(path, name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool IsLive => false;

    /// <inheritdoc/>
    public double FramesPerSecond => video.FramesPerSecond;

    /// <summary>Fetches the body of an answer.</summary>
    /// <exception cref="DeviceException">The connection breaks.</exception>
    /// <exception cref="InputException">What came is no video.</exception>
    public static DownloadedVideo Open(string name, HttpResponseMessage response)
    {
        string path = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.Create(path))
            using (Stream body = response.Content.ReadAsStream())
            {
                body.CopyTo(file);
            }

            return new DownloadedVideo(name, path);
        }
        catch (Exception e)
        {
            File.Delete(path);
            throw e is IOException or HttpRequestException ? new DeviceException($"{name}: the download broke off ({e.Message.ReplaceLineEndings(" ")})", e) : e;
        }
    }

    /// <inheritdoc/>
    public bool Read(Frame frame, CancellationToken stop) => video.Read(frame, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        video.Dispose();
        File.Delete(path);
    }
}

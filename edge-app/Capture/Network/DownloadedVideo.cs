using EdgeResNet.EdgeApp.Capture.Files;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>A video file from a web server. It is downloaded into a temporary file, which it owns, and then read without loss.</summary>
internal sealed class DownloadedVideo : IFrameSource
{
    private const long LargestFile = 8L << 30;
    private readonly FileStream file;
    private readonly VideoFileSource video;

    private DownloadedVideo(string name, FileStream file)
    {
        Name = name;
        this.file = file;
        video = VideoFileSource.Open(PathOf(file), name);
    }

    public string Name { get; }

    public bool IsLive => false;

    public double FramesPerSecond => video.FramesPerSecond;

    /// <summary>Downloads a body of known length.</summary>
    /// <param name="name">Name in errors.</param>
    /// <param name="response">The answer; owned by the caller.</param>
    /// <param name="patience">Longest silence of the server.</param>
    /// <param name="stop">Ends the download.</param>
    /// <exception cref="DeviceException">The connection breaks or falls silent.</exception>
    /// <exception cref="InputException">The body is not a video, or does not fit on the disk.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static DownloadedVideo Open(string name, HttpResponseMessage response, TimeSpan patience, CancellationToken stop)
    {
        long length = response.Content.Headers.ContentLength ?? 0;
        if (length > LargestFile)
        {
            throw new InputException($"{name}: is {length >> 20} MiB, more than the limit of {LargestFile >> 20} MiB; download it yourself and pass the file");
        }

        return CreateFile(name, length).OrDispose(file =>
        {
            Fetch(name, response, file, patience, stop);
            return new DownloadedVideo(name, file);
        });
    }

    public bool Read(Frame frame, CancellationToken stop) => video.Read(frame, stop);

    public void Dispose()
    {
        video.Dispose();
        file.Dispose();
    }

    /// <summary>A file with room for the whole download, deleted on close. On Linux it has no name, so even a killed process leaves nothing behind.</summary>
    private static FileStream CreateFile(string name, long length)
    {
        string path = Path.GetTempFileName();
        try
        {
            FileStream file = new(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = OperatingSystem.IsLinux() ? FileOptions.None : FileOptions.DeleteOnClose,
                PreallocationSize = length,
            });
            if (OperatingSystem.IsLinux())
            {
                File.Delete(path);
            }

            return file;
        }
        catch (IOException e)
        {
            File.Delete(path);
            throw new InputException($"{name}: {length >> 20} MiB cannot be stored in {Path.GetTempPath()} ({e.Message}); set TMPDIR to a folder with room", e);
        }
    }

    private static string PathOf(FileStream file) => OperatingSystem.IsLinux() ? $"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}" : file.Name;

    private static void Fetch(string name, HttpResponseMessage response, FileStream file, TimeSpan patience, CancellationToken stop)
    {
        using ReadLimit limit = new(patience, response.Dispose);
        byte[] piece = new byte[1 << 16];
        try
        {
            using Stream body = response.Content.ReadAsStream(stop);
            int received;
            do
            {
                limit.Begin(stop);
                received = body.Read(piece);
                limit.End();
                file.Write(piece, 0, received);
            }
            while (received > 0);
            file.Flush();
            if (file.Length < response.Content.Headers.ContentLength)
            {
                throw new IOException("closed early");
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException)
        {
            stop.ThrowIfCancellationRequested();
            throw new DeviceException($"{name}: the download failed after {file.Length >> 20} MiB ({e.Message.ReplaceLineEndings(" ")}); check that the server is still on", e);
        }
    }
}

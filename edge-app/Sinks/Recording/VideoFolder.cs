using System.Globalization;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>Names the files of a recording, and checks free space and existence. One thread.</summary>
/// <param name="path">The user's file name; the first file gets it if there is no rotation.</param>
/// <param name="rotation">When a new file starts; null for never.</param>
internal sealed class VideoFolder(string path, RecordRotation? rotation)
{
    // FFmpeg does not report a full disk and may leave a broken file: recording stops before.
    private const long LeastFree = 16 << 20;
    private readonly string folder = Path.GetDirectoryName(path)!;
    private bool begun;

    /// <summary>Starts the next file.</summary>
    /// <exception cref="IOException">It cannot be written now.</exception>
    public VideoFile Begin(double fps, Size size)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (Free() < 2 * LeastFree)
            {
                throw new IOException("the disk is full");
            }

            VideoFile file = VideoFile.Begin(begun || rotation is not null ? NewName() : path, fps, size);
            begun = true;
            return file;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Why <paramref name="file"/> cannot continue; null if it can.</summary>
    public string? TroubleWith(VideoFile file) => file.Bytes is null ? $"{file.Path} is gone" : Free() < LeastFree ? "the disk is full" : null;

    /// <summary>Whether a file has reached the rotation limit.</summary>
    public bool IsDone(VideoFile file, double fps) => file.Frames >= rotation?.Seconds * fps || file.Bytes >= rotation?.Bytes;

    private long Free() => new DriveInfo(folder).AvailableFreeSpace;

    private string NewName()
    {
        string stem = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(path)}-{TimeProvider.System.GetLocalNow():yyyyMMdd-HHmmss}"));
        string name = stem + Path.GetExtension(path);
        for (int i = 2; File.Exists(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{i}{Path.GetExtension(path)}");
        }

        return name;
    }
}

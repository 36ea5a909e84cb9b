using System.Globalization;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>The place of a recording: names its files, and watches room and presence. One thread.</summary>
/// <param name="path">The name that the user gave, which the first file gets unless there is a rotation.</param>
/// <param name="rotation">When a new file begins; absent: never.</param>
internal sealed class VideoFolder(string path, RecordRotation? rotation)
{
    // FFmpeg does not say that the disk is full and may leave a file without an end: recording stops before.
    private const long LeastFree = 16 << 20;
    private readonly string folder = Path.GetDirectoryName(path)!;
    private bool begun;

    /// <summary>Begins the next file.</summary>
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

    /// <summary>What forbids to go on with a file, in words; null when nothing does.</summary>
    public string? TroubleWith(VideoFile file) => file.Bytes is null ? $"{file.Path} is gone" : Free() < LeastFree ? "the disk is full" : null;

    /// <summary>Whether a file is long or large enough.</summary>
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

using System.Diagnostics;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Files;

/// <summary>Picture files as frames, in the natural order of their names.</summary>
internal sealed class PictureSource : IFrameSource
{
    private readonly string[] paths;
    private int next;

    private PictureSource(string name, string[] paths)
    {
        Name = name;
        this.paths = paths;
    }

    public string Name { get; }

    public bool IsLive => false;

    /// <summary>A recording shows each picture for a second.</summary>
    public double FramesPerSecond => 1;

    /// <summary>One picture.</summary>
    public static PictureSource OpenFile(string path) => new(path, [path]);

    /// <summary>All pictures of a folder and its subfolders.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static PictureSource OpenFolder(string folder, CancellationToken stop) => new(folder, [.. PicturePaths.Expand([folder], report: null, stop)]);

    /// <summary>The pictures that match a pattern; the file's name may contain <c>*</c> and <c>?</c>.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static PictureSource OpenGlob(string glob)
    {
        string? folder = Path.GetDirectoryName(glob);
        folder = string.IsNullOrEmpty(folder) ? "." : folder;
        if (!Directory.Exists(folder))
        {
            throw new InputException($"{glob}: no folder {folder}; use * and ? only in the file's name");
        }

        string[] found = PictureFiles.Matching(folder, Path.GetFileName(glob));
        return found.Length > 0 ? new PictureSource(glob, found) : throw new InputException($"{glob}: names no picture");
    }

    /// <exception cref="InputException">A file is not a picture.</exception>
    public bool Read(Frame frame, CancellationToken stop)
    {
        if (next == paths.Length)
        {
            return false;
        }

        frame.Name = paths[next++];
        frame.Captured = Stopwatch.GetTimestamp();
        DecodedImage picture = ImageDecoder.Decode(frame.Name);
        bool gray = picture.Format == PixelFormat.Gray8;
        using Mat pixels = Mat.FromPixelData(picture.Height, picture.Width, gray ? MatType.CV_8UC1 : MatType.CV_8UC3, picture.Pixels, picture.Stride);
        if (gray)
        {
            Cv2.CvtColor(pixels, frame.Image, ColorConversionCodes.GRAY2BGR);
        }
        else
        {
            pixels.CopyTo(frame.Image);
        }

        frame.CaptureMs = Stopwatch.GetElapsedTime(frame.Captured).TotalMilliseconds;
        frame.Truth = null;
        return true;
    }

    public void Dispose()
    {
        // Nothing to free: no file stays open.
    }
}

using System.Globalization;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Files;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Studio.Recording;

/// <summary>Adds a dropped picture as it is, or pictures of a video at the rate of recordings.</summary>
/// <param name="room">The studio.</param>
/// <param name="intake">Takes the pictures.</param>
/// <param name="button">Knows the rate.</param>
/// <param name="clock">Null for the system's clock.</param>
internal sealed class DroppedFile(StudioRoom room, PictureIntake intake, RecordingButton button, TimeProvider? clock = null)
{
    private const int LongestName = 60;
    private readonly TimeProvider clock = clock ?? TimeProvider.System;

    /// <summary>Adds a file.</summary>
    /// <param name="file">The file; stays with the caller.</param>
    /// <param name="name">Its name elsewhere.</param>
    /// <param name="label">The class.</param>
    /// <param name="stop">Checked between the pictures of a video.</param>
    /// <exception cref="InputException">The disk takes nothing.</exception>
    public DroppedResult Add(string file, string name, string label, CancellationToken stop)
    {
        PictureKind? kind = PictureKind.OfFile(file);
        return kind is { IsRead: false } ? new DroppedResult(0, 0, 0, $"{Printable.Of(name)}: is a {kind.Name} picture, which is not read; convert it to JPEG or PNG")
            : kind is null ? AddVideo(file, name, label, stop)
            : AddPicture(file, name, label, kind);
    }

    private DroppedResult AddPicture(string file, string name, string label, PictureKind kind)
    {
        float[] features;
        try
        {
            features = room.Network.Features(ImageDecoder.Decode(file).View);
        }
        catch (InputException e)
        {
            return new DroppedResult(0, 0, 0, e.Message.Replace(file, Printable.Of(name), StringComparison.Ordinal));
        }

        string stored = $"{Stem(name)}{kind.Extensions[0]}";
        bool added = intake.Add(label, stored, features, () => (RegularFile.ReadBytes(file), Origin(name, blurred: false)), recording: null) == Outcome.Delivered;
        room.Changes.Tell();
        return new DroppedResult(added ? 1 : 0, added ? 0 : 1, 0, null);
    }

    private DroppedResult AddVideo(string file, string name, string label, CancellationToken stop)
    {
        (int added, int copies, int blurred) = (0, 0, 0);
        try
        {
            using VideoFileSource video = VideoFileSource.Open(file, Printable.Of(name));
            using Frame frame = new();
            Sharpness sharpness = new();
            double step = Math.Max(1, video.FramesPerSecond / button.Rate);
            double next = 0;
            for (long index = 0; !stop.IsCancellationRequested && video.Read(frame, stop); index++)
            {
                if (index < next)
                {
                    continue;
                }

                next += step;
                bool isBlurred = sharpness.IsBlurred(frame.Image);
                string stored = string.Create(CultureInfo.InvariantCulture, $"{Stem(name)}-{index:000000}.jpg");
                if (intake.Add(label, stored, room.Network.Features(frame.View), () => (Jpeg.Encode(frame.Image, RecordSink.JpegQuality), Origin(name, isBlurred)), recording: null) == Outcome.Delivered)
                {
                    (added, blurred) = (added + 1, blurred + (isBlurred ? 1 : 0));
                }
                else
                {
                    copies++;
                }
            }
        }
        catch (InputException e)
        {
            return new DroppedResult(added, copies, blurred, e.Message);
        }

        return new DroppedResult(added, copies, blurred, null);
    }

    private PictureOrigin Origin(string name, bool blurred) => new(Printable.Of(name), clock.GetUtcNow(), Region: null, Model: null, blurred);

    /// <summary>A name for files: that of the dropped one, without what would hide it or lead elsewhere.</summary>
    private static string Stem(string name)
    {
        string stem = Path.GetFileNameWithoutExtension(name.Replace('\\', '/')).Trim().TrimStart('.');
        stem = new string([.. stem.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter))]);
        return stem.Length == 0 ? "picture" : stem.Length > LongestName ? stem[..LongestName] : stem;
    }
}

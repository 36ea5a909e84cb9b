using System.Globalization;
using System.Security.Cryptography;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Collecting;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Studio.Recording;

/// <summary>
/// Stores clean pictures in the class whose button is held. The class gets what the network saw: the region, so that <c>teach</c> sees the
/// same. The whole picture around a region lies in <see cref="WholeFolder"/>, under the hash of the region's file.
/// </summary>
internal sealed class RecordSink : IFrameSink
{
    /// <summary>Folder of whole pictures, in the album's hidden folder.</summary>
    public const string WholeFolder = "whole";

    /// <summary>Quality of stored pictures.</summary>
    public const int JpegQuality = 90;

    private const int Waiting = 2; // whole pictures
    private readonly StudioRoom room;
    private readonly RecordingButton button;
    private readonly PictureIntake intake;
    private readonly string source;
    private readonly Sharpness sharpness = new();
    private readonly RecordedPicture borrowed;
    private readonly List<RecordedPicture> slots = [];
    private readonly SinkWorker<RecordedPicture> worker;
    private RecordingCounts counts = new();
    private long counted; // number of the recording
    private string label = "";
    private long recording;
    private long single; // number of the last picture that a person labelled; below 0

    /// <summary>Prepares the sink.</summary>
    /// <param name="room">The studio.</param>
    /// <param name="button">The held button.</param>
    /// <param name="intake">Takes the pictures.</param>
    /// <param name="source">The source, without credentials.</param>
    public RecordSink(StudioRoom room, RecordingButton button, PictureIntake intake, string source)
    {
        (this.room, this.button, this.intake, this.source) = (room, button, intake, source);
        borrowed = Slot();
        worker = new(new(Status, Waiting, WhenFull.DropNewest, Slot, static (from, to) => from.CopyTo(to)) { Stuck = "the disk hangs" }, Deliver) { End = DisposeSlots };
    }

    public SinkStatus Status { get; } = new("studio");

    public ISinkWorker Worker => worker;

    /// <summary>What became of the newest recording.</summary>
    public RecordingCounts Counts => Volatile.Read(ref counts);

    /// <summary>Starts the thread.</summary>
    public void Start() => worker.Start();

    /// <summary>What a person says of the picture on the screen.</summary>
    public LabelRequest Labels { get; } = new();

    public bool Wants(FrameResult result)
    {
        if (result.State == ResultState.Lost || Labels.Take() is not string said)
        {
            return result.State != ResultState.Lost && button.IsDue(out label, out recording);
        }

        (label, recording) = (said, --single);
        return true;
    }

    public void Take(Frame frame, FrameResult result, ReadOnlySpan<float> features, PixelRect? region)
    {
        borrowed.Taken.Borrow(frame, result, features, region, CollectReasons.None);
        (borrowed.Label, borrowed.Recording) = (label, recording);
        worker.Add(borrowed);
    }

    public void Dispose() => worker.Dispose();

    private RecordedPicture Slot()
    {
        RecordedPicture slot = new();
        slots.Add(slot);
        return slot;
    }

    private void DisposeSlots() => slots.ForEach(static slot => slot.Dispose());

    private Outcome Deliver(RecordedPicture picture)
    {
        RecordingCounts before = counted == picture.Recording ? counts : new RecordingCounts();
        Mat whole = picture.Taken.Frame.Image;
        using Mat seen = picture.Taken.Region is PixelRect cut ? whole.Clone(new Rect(cut.X, cut.Y, cut.Width, cut.Height)) : whole.Clone();
        bool blurred = sharpness.IsBlurred(seen);
        float[] features = room.IsOnNetwork(picture.Taken.Result.Model.Sha256) ? picture.Taken.Features.ToArray() : room.Network.Features(Frame.ViewOf(seen));
        string name = string.Create(CultureInfo.InvariantCulture, $"{picture.Taken.Time.UtcDateTime:yyyyMMdd-HHmmss-fff}.jpg");
        Outcome outcome = intake.Add(picture.Label, name, features, () => Content(picture, whole, seen, blurred), picture.Recording);
        bool kept = outcome == Outcome.Delivered;
        counted = picture.Recording;
        Volatile.Write(ref counts, new RecordingCounts(before.Seen + 1, before.Kept + (kept ? 1 : 0), before.NearCopies + (kept ? 0 : 1), before.Blurred + (kept && blurred ? 1 : 0)));
        room.Changes.Tell();
        return outcome;
    }

    private (byte[] Content, PictureOrigin Origin) Content(RecordedPicture picture, Mat whole, Mat seen, bool blurred)
    {
        byte[] jpeg = Jpeg.Encode(seen, JpegQuality);
        if (picture.Taken.Region is not null)
        {
            byte[] all = Jpeg.Encode(whole, JpegQuality);
            AtomicFile.Write(Path.Combine(room.Album.Hidden, WholeFolder, $"{Convert.ToHexStringLower(SHA256.HashData(jpeg))}.jpg"), stream => stream.Write(all));
        }

        return (jpeg, new PictureOrigin(source, picture.Taken.Time, picture.Taken.Region, picture.Taken.Result.Model.Sha256, blurred));
    }
}

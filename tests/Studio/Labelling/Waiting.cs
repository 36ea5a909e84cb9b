using System.Globalization;
using System.Runtime.InteropServices;
using EdgeResNet.EdgeApp.Sinks.Collecting;
using EdgeResNet.EdgeApp.Studio.Labelling;
using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.Tests.Studio.Labelling;

/// <summary>Pictures of an inbox.</summary>
internal static class Waiting
{
    public static InboxEntry Entry(float[] features, string? group = null, double score = 0.8, string? label = null, InboxRegion? region = null) => new()
    {
        Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Source = "camera:7",
        Frame = 1,
        Reasons = ["unknown"],
        State = group is null ? "unknown" : "stable",
        Shown = group ?? "",
        Top = [new InboxScore(group ?? "cat", score)],
        UnknownBy = "energy",
        Region = region,
        Model = "pets",
        Sha256 = new string('a', 64),
        Precision = "fp32",
        Features = MemoryMarshal.AsBytes<float>(features).ToArray(),
        Group = group,
        Label = label,
    };

    public static WaitingPicture Picture(int number, float[] features, string? group = null, double score = 0.8, string? label = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"p{number:0000}"), Entry(features, group, score, label));

    /// <summary>Writes a picture with its description, as <c>live --collect</c> does.</summary>
    public static void Write(string folder, string id, InboxEntry entry)
    {
        Directory.CreateDirectory(Path.Combine(folder, "inbox"));
        using Mat picture = new(48, 64, MatType.CV_8UC3, new Scalar(10, 200, 30));
        picture[new Rect(8, 4, 32, 24)].SetTo(new Scalar(200, 10, 30));
        Cv2.ImWrite(Path.Combine(folder, "inbox", $"{id}.jpg"), picture);
        StrictJson.Write(Path.Combine(folder, "inbox", $"{id}.json"), entry);
    }
}

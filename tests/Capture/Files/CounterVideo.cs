using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture.Files;

/// <summary>Videos whose frames carry their number.</summary>
internal static class CounterVideo
{
    public static bool HasFfmpeg => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "ffmpeg")));

    public static void Write(string path, int frames)
    {
        using VideoWriter writer = new(path, FourCC.MJPG, 30, new Size(FrameCounter.Side, FrameCounter.Side));
        using Mat picture = new();
        for (int i = 0; i < frames; i++)
        {
            FrameCounter.Draw(picture, i);
            writer.Write(picture);
        }
    }
}

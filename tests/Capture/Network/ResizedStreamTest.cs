using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Network;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Capture.Files;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture.Network;

public class ResizedStreamTest
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_changes_its_size_is_opened_again_at_the_new_one()
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        using TemporaryFolder folder = new();
        byte[] wide = await StreamAsync(folder, "320x180");
        byte[] high = await StreamAsync(folder, "180x320");
        int clients = 0;
        using LoopbackServer server = LoopbackServer.Endless("video/mp2t", () => Interlocked.Increment(ref clients) == 1 ? [wide, high, high] : [high, high]);
        using FfmpegSource source = FfmpegSource.Open(NetworkAddress.Parse(server.Url));
        using Frame frame = new();
        List<Size> sizes = [];
        while (sizes.Count == 0 || sizes[^1] != new Size(180, 320))
        {
            Assert.True(source.Read(frame, Stop));
            sizes.Add(frame.Image.Size());
            Assert.InRange(sizes.Count, 1, 600);
        }

        Assert.Contains(new Size(320, 180), sizes);
        Assert.True(source.Read(frame, Stop));
        Assert.Equal(new Size(180, 320), frame.Image.Size());
    }

    private static async Task<byte[]> StreamAsync(TemporaryFolder folder, string size)
    {
        CommandResult made = await Command.RunAsync("ffmpeg", ["-loglevel", "error", "-f", "lavfi", "-i", $"testsrc=s={size}:r=25", "-t", "7", "-c:v", "mpeg2video", "-q:v", "4", "-f", "mpegts", folder[$"{size}.ts"]]);
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        return await File.ReadAllBytesAsync(folder[$"{size}.ts"], Stop);
    }
}

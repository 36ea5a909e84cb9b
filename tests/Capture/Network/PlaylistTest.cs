using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Network;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Capture.Files;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture.Network;

/// <summary>HLS and DASH, received by ffmpeg through a relay that keeps them to their own server.</summary>
public sealed class PlaylistTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("live.m3u8", "application/vnd.apple.mpegurl")]
    [InlineData("live.m3u8", "audio/mpegurl")]
    [InlineData("live.m3u8", "text/plain")]
    [InlineData("live", "application/x-mpegURL")]
    [InlineData("live.mpd", "application/dash+xml")]
    public async Task A_playlist_is_a_live_source(string name, string type)
    {
        await WriteAsync();
        using ScriptedServer server = Files(type, user: "user");
        using IFrameSource source = HttpSource.Open(server.Url(name).Replace("://", "://user:p@ss/w@", StringComparison.Ordinal), Stop);
        Assert.True(source.IsLive);
        Assert.Equal(server.Url(name), source.Name);
        AssertPictures(source);
    }

    [Theory]
    [InlineData("other")] // the same host, another port
    [InlineData("redirect")]
    [InlineData("file")]
    [InlineData("variant")]
    [InlineData("key")]
    public async Task It_reaches_neither_other_places_nor_files(string way)
    {
        await WriteAsync();
        using ScriptedServer other = Files("video/mp2t", user: null);
        string segment = way switch
        {
            "other" or "variant" or "key" => other.Url("live0.ts"),
            "redirect" => "/away.ts",
            _ => $"file://{folder["live0.ts"]}",
        };
        string evil = way switch
        {
            "variant" => $"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100000\n{other.Url("live.m3u8")}\n",
            "key" => $"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-KEY:METHOD=AES-128,URI=\"{other.Url("key")}\"\n#EXTINF:1,\nlive0.ts\n#EXT-X-ENDLIST\n",
            _ => $"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{segment}\n#EXTINF:1,\n{segment}\n#EXT-X-ENDLIST\n",
        };
        await File.WriteAllTextAsync(folder["evil.m3u8"], evil, Stop);
        using ScriptedServer server = Files("application/vnd.apple.mpegurl", user: null, awayTo: other.Url("live0.ts"));
        using IFrameSource source = HttpSource.Open(server.Url("evil.m3u8"), Stop);
        using Frame frame = new();
        DeviceException thrown = Assert.ThrowsAny<DeviceException>(() => source.Read(frame, Stop));
        Assert.Empty(other.Requests);
        if (way is not "file")
        {
            Assert.Contains($"pieces of a stream must come from where the playlist is", thrown.Message);
            Assert.Contains($"127.0.0.1:{other.Port}", thrown.Message);
        }
    }

    [Fact]
    public void Its_pictures_come_at_its_own_rate()
    {
        using StreamRelay relay = new(new HttpConnection(NetworkAddress.Parse("http://127.0.0.1:1/live.m3u8"), trust: null, TimeSpan.FromSeconds(1)));
        FfmpegInput playlist = FfmpegInput.Of(relay, isPlaylist: true, FfmpegSource.LongestSilence);
        Assert.Contains("-re", playlist.Arguments);
        Assert.DoesNotContain("nobuffer", playlist.Arguments); // drops what it looked at first, and -re then waits that long
        Assert.DoesNotContain("-re", FfmpegInput.Of(relay, isPlaylist: false, FfmpegSource.LongestSilence).Arguments);
    }

    [Fact]
    public async Task A_playlist_in_disguise_is_refused()
    {
        await WriteAsync();
        using ScriptedServer server = new((_, stream) => ScriptedServer.Write(stream, "video/mp4", File.ReadAllBytes(folder["live.m3u8"])));
        Assert.Contains("is a playlist", Assert.Throws<InputException>(() => HttpSource.Open(server.Url("clip.mp4"), Stop)).Message);
    }

    [Theory]
    [InlineData("rtmp")]
    [InlineData("srt")]
    [InlineData("udp")]
    public void Other_protocols_go_to_ffmpeg(string scheme)
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        CounterVideo.Write(folder["served.avi"], frames: 250);
        int port = Fakes.FfmpegServer.FreePort();
        string address = $"{scheme}://127.0.0.1:{port}{(scheme == "rtmp" ? "/live/x" : "")}";
        string[] output = scheme switch
        {
            "rtmp" => ["-f", "flv", "-listen", "1", address],
            "srt" => ["-f", "mpegts", $"{address}?mode=listener"],
            _ => ["-f", "mpegts", $"{address}?pkt_size=1316"],
        };
        using System.Diagnostics.Process sender = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("ffmpeg", ["-nostdin", "-loglevel", "quiet", "-re", "-stream_loop", "-1", "-i", folder["served.avi"], "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", "15", .. output]) { RedirectStandardOutput = true })!;
        try
        {
            using Frame frame = new();
            Eventually.True(() =>
            {
                try
                {
                    using FfmpegSource source = FfmpegSource.Open(FfmpegInput.Of(NetworkAddress.Parse(address), new NetworkOptions(), FfmpegSource.LongestSilence));
                    return source.Read(frame, Stop);
                }
                catch (DeviceException e)
                {
                    Assert.DoesNotContain("not on whitelist", e.Message);
                    return false; // the sender has not started yet
                }
            });
            Assert.Equal((FrameCounter.Side, FrameCounter.Side), (frame.Image.Cols, frame.Image.Rows));
        }
        finally
        {
            sender.Kill();
            sender.WaitForExit();
        }
    }

    /// <summary>Serves the folder; the first file type is that of playlists.</summary>
    private ScriptedServer Files(string type, string? user, string? awayTo = null) => new((request, stream) =>
    {
        string path = request.Split(' ')[1].TrimStart('/');
        if (user is not null && !request.Contains("\nAuthorization:", StringComparison.OrdinalIgnoreCase))
        {
            ScriptedServer.Refuse(stream, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"cam\"\r\n");
        }
        else if (path == "away.ts")
        {
            ScriptedServer.Refuse(stream, "302 Found", $"Location: {awayTo}\r\n");
        }
        else if (File.Exists(folder[path == "live" ? "live.m3u8" : path]))
        {
            bool piece = path.EndsWith(".ts", StringComparison.Ordinal) || path.EndsWith(".m4s", StringComparison.Ordinal);
            ScriptedServer.Write(stream, piece ? "video/mp2t" : type, File.ReadAllBytes(folder[path == "live" ? "live.m3u8" : path]));
        }
        else
        {
            ScriptedServer.Refuse(stream, "404 Not Found");
        }
    });

    private async Task WriteAsync()
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        CounterVideo.Write(folder["counter.avi"], frames: 60);
        string[] encoder = ["-nostdin", "-loglevel", "error", "-i", folder["counter.avi"], "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "30"];
        foreach (string[] output in (string[][])[["-f", "hls", "-hls_time", "1", "-hls_list_size", "0", folder["live.m3u8"]], ["-f", "dash", "-seg_duration", "1", folder["live.mpd"]]])
        {
            CommandResult made = await Command.RunAsync("ffmpeg", [.. encoder, .. output]);
            Assert.True(made.ExitCode == 0, made.Error);
        }
    }

    private static void AssertPictures(IFrameSource source)
    {
        using Frame frame = new();
        int last = -1;
        for (int i = 0; i < 10; i++)
        {
            Assert.True(source.Read(frame, Stop));
            using Mat gray = frame.Image.CvtColor(ColorConversionCodes.BGR2GRAY);
            int number = FrameCounter.Read(gray);
            Assert.InRange(number, last + 1, 59);
            last = number;
        }
    }
}

using EdgeResNet.EdgeApp.Capture.Files;

namespace EdgeResNet.Tests.Capture.Files;

/// <summary>Playlists on the disk keep to their folder.</summary>
public sealed class LocalPlaylistTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder outside = new();

    public LocalPlaylistTest()
    {
        Directory.CreateDirectory(folder["sub"]);
        File.WriteAllText(folder["sub/b.ts"], "");
        File.WriteAllText(folder["a.ts"], "");
        File.WriteAllText(outside["secret.ts"], "");
        File.CreateSymbolicLink(folder["link.ts"], outside["secret.ts"]);
        Directory.CreateSymbolicLink(folder["door"], outside.Path);
    }

    public void Dispose()
    {
        folder.Dispose();
        outside.Dispose();
    }

    [Theory]
    [InlineData("#EXTM3U\n#EXTINF:1,\n{0}\n")]
    [InlineData("#EXTM3U\r\n#EXT-X-KEY:METHOD=AES-128,URI=\"{0}\"\r\n#EXTINF:1,\r\na.ts\r\n")]
    [InlineData("#EXTM3U\n#EXT-X-MAP:URI=\"{0}\"\n#EXTINF:1,\na.ts\n")]
    [InlineData("ffconcat version 1.0\nfile '{0}'\n")]
    [InlineData("file {0}\nfile a.ts\n")]
    [InlineData("<?xml version=\"1.0\"?>\n<MPD><BaseURL>{0}</BaseURL></MPD>")]
    [InlineData("<MPD><SegmentTemplate media=\"{0}\" initialization='a.ts'/></MPD>")]
    public void What_is_elsewhere_is_refused_and_what_is_beside_passes(string form)
    {
        foreach (string name in new[] { "/etc/passwd", "../x.ts", "sub/../../x.ts", "http://127.0.0.1:1/x.ts", "file:///etc/passwd", "//host/x.ts", "concat:a.ts|/etc/passwd", "subfile,,start,0,end,1,,:/etc/passwd", "link.ts", "door/secret.ts", "%2e%2e/x.ts", outside["secret.ts"] })
        {
            File.WriteAllText(folder["list.txt"], form.Replace("{0}", name, StringComparison.Ordinal));
            Assert.Contains("is not in its folder", Assert.Throws<InputException>(() => LocalPlaylist.Check(folder["list.txt"], "list")).Message);
        }

        foreach (string name in new[] { "a.ts", "sub/b.ts", "./a.ts", "absent.ts", folder["a.ts"] })
        {
            File.WriteAllText(folder["list.txt"], form.Replace("{0}", name, StringComparison.Ordinal));
            LocalPlaylist.Check(folder["list.txt"], "list");
            Assert.Contains("is a playlist", Assert.Throws<InputException>(() => LocalPlaylist.Check(folder["list.txt"], "list", alone: true)).Message);
        }
    }

    [Fact]
    public void A_playlist_within_a_playlist_is_checked_too()
    {
        File.WriteAllText(folder["inner.m3u8"], "#EXTM3U\n/etc/passwd\n");
        File.WriteAllText(folder["outer.m3u8"], "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\ninner.m3u8\n");
        Assert.Throws<InputException>(() => LocalPlaylist.Check(folder["outer.m3u8"], "outer"));
        File.WriteAllText(folder["loop.m3u8"], "#EXTM3U\nloop.m3u8\n");
        Assert.Throws<InputException>(() => LocalPlaylist.Check(folder["loop.m3u8"], "loop"));
    }

    [Fact]
    public void The_description_of_a_stream_is_no_video()
    {
        File.WriteAllText(folder["cam.sdp"], "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n");
        Assert.Contains("SDP", Assert.Throws<InputException>(() => VideoFileSource.Open(folder["cam.sdp"])).Message);
    }

    [Fact]
    public void A_video_that_begins_with_other_bytes_passes()
    {
        CounterVideo.Write(folder["counter.avi"], frames: 2);
        LocalPlaylist.Check(folder["counter.avi"], "counter");
        VideoFileSource.Open(folder["counter.avi"]).Dispose();
    }
}

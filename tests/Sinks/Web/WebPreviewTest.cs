using System.Collections;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Access;
using EdgeResNet.EdgeApp.Sinks.Recording;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Overlay;
using OpenCvSharp;

namespace EdgeResNet.Tests.Sinks.Web;

public partial class WebPreviewTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_state_uses_the_words_of_the_events()
    {
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Model, host.Preview);
        using JsonDocument state = JsonDocument.Parse(await host.Client.GetStringAsync("api/state", Cancel));
        JsonElement root = state.RootElement;
        Assert.Equal("Sneaker", root.GetProperty("label").GetString());
        Assert.Equal("stable", root.GetProperty("state").GetString());
        Assert.Equal("none", root.GetProperty("ep").GetString());
        Assert.Equal("Ankle boot", root.GetProperty("top")[1].GetProperty("label").GetString());
        Assert.Equal(6.8, root.GetProperty("stages_ms").GetProperty("inference").GetDouble(), 3);
        Assert.True(root.GetProperty("age_ms").GetDouble() > 0);
    }

    [Fact]
    public async Task A_lost_sources_state_names_no_class()
    {
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        loop.Change = state => (state.Now.State, state.Now.Truth) = (ResultState.Lost, "Sneaker");
        JsonElement root;
        do
        {
            root = JsonDocument.Parse(await host.Client.GetStringAsync("api/state", Cancel)).RootElement;
        }
        while (root.GetProperty("state").GetString() != "lost");
        Assert.True(root.GetProperty("has_result").GetBoolean());
        Assert.All((string[])["label", "energy", "truth"], name => Assert.Equal(JsonValueKind.Null, root.GetProperty(name).ValueKind));
        Assert.Equal(0, root.GetProperty("top").GetArrayLength());
    }

    [Theory]
    [InlineData("energy", "energy", 0.1)]
    [InlineData("max_softmax", "score", 0.01)]
    [InlineData("nearest_mean", "similarity", 0.01)]
    public async Task The_state_names_its_measure_and_a_contradiction_is_settling(string measure, string word, double step)
    {
        using PreviewHost host = new(change: output => output with { UnknownBy = measure, UnknownBelow = 0.6512 });
        using PictureLoop loop = new(host.Model, host.Preview);
        foreach ((ResultState state, float known, bool settling) in (IEnumerable<(ResultState, float, bool)>)[(ResultState.Stable, 0.7123f, false), (ResultState.Unknown, 0.6f, false), (ResultState.Unknown, 0.66f, true), (ResultState.Changing, 0.6f, true)])
        {
            loop.Change = hud => (hud.Now.State, hud.Now.Known) = (state, known);
            JsonElement root;
            do
            {
                root = JsonDocument.Parse(await host.Client.GetStringAsync("api/state", Cancel)).RootElement;
            }
            while (root.GetProperty("state").GetString() != PreviewState.NameOf(state) || root.GetProperty(measure).GetDouble() != Math.Round(known, 4));
            Assert.Equal(settling, root.GetProperty("settling").GetBoolean());
            Assert.Equal((measure, word, step, 0.6512), (root.GetProperty("unknown_by").GetString(), root.GetProperty("measure").GetString(), root.GetProperty("threshold_step").GetDouble(), root.GetProperty("unknown_below").GetDouble()));
            Assert.Equal([measure], root.EnumerateObject().Select(property => property.Name).Intersect(UnknownMeasure.Names));
        }
    }

    [Fact]
    public async Task A_snapshot_is_the_newest_picture_as_JPEG()
    {
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        using Mat picture = Cv2.ImDecode(await host.Client.GetByteArrayAsync("snapshot.jpg", Cancel), ImreadModes.Color);
        Assert.Equal(new Size(640, 480), picture.Size());
    }

    [Fact]
    public async Task A_picture_without_the_overlay_is_the_sources()
    {
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        using Mat drawn = Cv2.ImDecode(await host.Client.GetByteArrayAsync("snapshot.jpg", Cancel), ImreadModes.Grayscale);
        using Mat plain = Cv2.ImDecode(await host.Client.GetByteArrayAsync("snapshot.jpg?overlay=false", Cancel), ImreadModes.Grayscale);
        Assert.Equal(drawn.Size(), plain.Size());
        Assert.True(Spread(plain) < 3, "the corner of a plain picture has one colour");
        Assert.True(Spread(drawn) > 10, "the HUD begins in the corner");

        static double Spread(Mat picture)
        {
            using Mat corner = picture[new Rect(0, 0, 120, 90)];
            Cv2.MeanStdDev(corner, out _, out Scalar deviation);
            return deviation.Val0;
        }
    }

    [Fact]
    public void A_small_plain_picture_is_enlarged_like_the_one_with_the_overlay()
    {
        using PictureEncoder encoder = new();
        using Mat small = new(28, 28, MatType.CV_8UC3, Scalar.All(128));
        SharedBytes bytes = encoder.Jpeg(small, 28 * 12);
        using Mat shown = Cv2.ImDecode(bytes.Content.ToArray(), ImreadModes.Color);
        bytes.Release();
        Assert.Equal(new Size(336, 336), shown.Size());
    }

    [Fact]
    public async Task A_run_without_pictures_has_a_state_but_no_snapshot()
    {
        using PreviewHost host = new(set: settings => settings with { AnswerTime = TimeSpan.FromSeconds(3) });
        using JsonDocument state = JsonDocument.Parse(await host.Client.GetStringAsync("api/state", Cancel));
        Assert.False(state.RootElement.GetProperty("has_result").GetBoolean());
        Assert.StartsWith("starting", state.RootElement.GetProperty("health").GetString(), StringComparison.Ordinal);
        using HttpResponseMessage answer = await host.Client.GetAsync(new Uri("snapshot.jpg", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Pictures_are_wanted_only_with_a_viewer()
    {
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        Assert.False(host.Preview.Wanted);
        await using (Stream stream = await host.Client.GetStreamAsync("stream.mjpg", Cancel))
        {
            await ReadAsync(stream, 10_000);
            Assert.True(host.Preview.Wanted);
        }

        await Eventually.TrueAsync(() => !host.Preview.Wanted);
    }

    [Fact]
    public async Task A_stuck_client_slows_no_other()
    {
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        using TcpClient stuck = new() { ReceiveBufferSize = 4096 };
        await stuck.ConnectAsync(IPAddress.Loopback, host.Preview.Address.Port, Cancel);
        await stuck.GetStream().WriteAsync("GET /stream.mjpg HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancel);
        await using Stream events = await host.Client.GetStreamAsync("events", Cancel);
        await using Stream stream = await host.Client.GetStreamAsync("stream.mjpg", Cancel);
        await ReadAsync(stream, 1_500_000); // far more than the stuck one's buffers hold
        using StreamReader lines = new(events);
        long first = await NextFrameAsync(lines);
        while (await NextFrameAsync(lines) < first + 10)
        {
        }
    }

    [Fact]
    public async Task Stopping_ends_all_streams_at_once_even_of_a_stuck_client()
    {
        using PreviewHost host = new();
        using TcpClient stuck = new() { ReceiveBufferSize = 4096 };
        using (PictureLoop loop = new(host.Preview))
        {
            await stuck.ConnectAsync(IPAddress.Loopback, host.Preview.Address.Port, Cancel);
            await stuck.GetStream().WriteAsync("GET /stream.mjpg HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancel);
            await using Stream stream = await host.Client.GetStreamAsync("stream.mjpg", Cancel);
            await using Stream events = await host.Client.GetStreamAsync("events", Cancel);
            await ReadAsync(stream, 1_500_000); // the stuck one's buffers are full by now
            await ReadAsync(events, 100);
            Task stop = Task.Run(() => host.Preview.Worker.Finish(TimeSpan.FromMinutes(1)), Cancel);
            await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(stream, int.MaxValue));
            await stop.WaitAsync(Eventually.Limit, Cancel); // for ever, if the stuck one were waited for
        }

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => host.Client.GetStringAsync("healthz", Cancel));
    }

    [Fact]
    public void An_address_in_use_gives_one_clear_line()
    {
        using PreviewHost first = new();
        DeviceException error = Assert.Throws<DeviceException>(() => new PreviewHost(port: first.Preview.Address.Port));
        Assert.Contains("another program uses it", error.Message, StringComparison.Ordinal);
        Assert.Contains("--web", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_movable_preview_takes_a_free_port()
    {
        using PreviewHost first = new();
        using PreviewHost second = new(port: first.Preview.Address.Port, mayMove: true);
        Assert.NotEqual(first.Preview.Address, second.Preview.Address);
    }

    [Fact]
    public async Task The_button_saves_a_snapshot_and_answers_with_the_picture()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            using PreviewHost host = new();
            using SnapshotSink snapshots = new(host.Controls, folder);
            snapshots.Start();
            using HttpRequestMessage press = new(HttpMethod.Post, "api/snapshot") { Headers = { { GivenToken.ChangeHeader, "1" } } };
            Task<HttpResponseMessage> pressed;
            using (PictureLoop loop = new(host.Preview, snapshots))
            {
                pressed = host.Client.SendAsync(press, Cancel);
                using HttpResponseMessage answer = await pressed;
                Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
                using Mat picture = Cv2.ImDecode(await answer.Content.ReadAsByteArrayAsync(Cancel), ImreadModes.Unchanged);
                Assert.Equal((640, 480, 3), (picture.Cols, picture.Rows, picture.Channels()));
                await Eventually.TrueAsync(() => !host.Controls.SnapshotRequested);
            }

            snapshots.Worker.Finish(TimeSpan.FromMinutes(1));
            Assert.Single(Directory.GetFiles(folder, "*.png"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task An_unencodable_picture_is_counted_and_the_next_is_shown()
    {
        using PreviewHost host = new();
        Task<Stream> watching = host.Client.GetStreamAsync("stream.mjpg", Cancel);
        SharedPicture nothing = new();
        await Eventually.TrueAsync(() =>
        {
            host.Preview.Show(new HudFrame(nothing, HudStates.Sneaker(), 0));
            return host.Preview.Status.Problem is not null;
        });

        Assert.True(host.Preview.Status.Lost > 0);
        nothing.Release();
        using PictureLoop loop = new(host.Preview);
        await using Stream stream = await watching;
        await ReadAsync(stream, 10_000);
        await Eventually.TrueAsync(() => host.Preview.Status.Problem is null); // cleared just after the picture went out
    }

    [Fact]
    public async Task The_preview_holds_a_bounded_number_of_pictures_and_releases_all()
    {
        using PreviewHost host = new();
        using PicturePool pictures = new(1 + host.Preview.MostHeld);
        await using Stream stream = await host.Client.GetStreamAsync("stream.mjpg", Cancel);
        Eventually.True(() => host.Preview.Wanted);
        for (int left = 300; left > 0; left -= host.Preview.Status.Delivered > 0 ? 1 : 0)
        {
            SharedPicture picture = Assert.IsType<SharedPicture>(pictures.Take());
            picture.Mat.Create(480, 640, MatType.CV_8UC4);
            host.Preview.Show(new HudFrame(picture, HudStates.Sneaker(), left));
            picture.Release();
        }

        host.Preview.Worker.Finish(TimeSpan.FromMinutes(1)); // while one is encoded and another waits
        Assert.All(Enumerable.Range(0, 1 + host.Preview.MostHeld), _ => Assert.NotNull(pictures.Take()));
    }

    [Fact]
    public async Task A_hanging_encoder_does_not_delay_the_end()
    {
        using HangingList hang = new();
        using PreviewHost host = new();
        host.Metrics.Facts.Sinks = hang;
        await using Stream events = await host.Client.GetStreamAsync("events", Cancel);
        hang.Reached.Wait(Cancel);
        await using Stream stream = await host.Client.GetStreamAsync("stream.mjpg", Cancel);
        SharedPicture waiting = new();
        host.Preview.Show(new HudFrame(waiting, HudStates.Sneaker(), 0));
        host.Preview.Worker.Finish(TimeSpan.FromMilliseconds(1));
        Assert.True(waiting.TryTake(), "the picture was not let go");
        Assert.Equal("encoding is too slow", host.Preview.Status.Problem);
        host.Preview.Dispose(); // nothing that the encoder still uses
        hang.Gone.Set();
        Assert.True(hang.Left.Wait(TimeSpan.FromMinutes(1), Cancel));
        Assert.Equal("encoding is too slow", host.Preview.Status.LastProblem);
    }

    [Fact]
    public async Task A_picture_unencoded_at_the_time_limit_is_lost_and_released()
    {
        using PreviewHost host = new();
        using PicturePool pictures = new(host.Preview.MostHeld);
        using Mat noise = new(2160, 3840, MatType.CV_8UC4);
        Cv2.Randu(noise, Scalar.All(0), Scalar.All(255));
        SharedPicture[] all = [.. Enumerable.Range(0, host.Preview.MostHeld).Select(_ => Assert.IsType<SharedPicture>(pictures.Take()))];
        foreach (SharedPicture picture in all)
        {
            noise.CopyTo(picture.Mat); // takes much longer to encode than to end the server
            picture.Release();
        }

        using HttpRequestMessage press = new(HttpMethod.Post, "api/snapshot") { Headers = { { GivenToken.ChangeHeader, "1" } } };
        Task<HttpResponseMessage> pressed = host.Client.SendAsync(press, Cancel);
        Eventually.True(() => host.Preview.Wanted);
        while (pictures.Take() is SharedPicture picture) // until one is encoded and another waits
        {
            host.Preview.Show(new HudFrame(picture, HudStates.Sneaker(), 0));
            picture.Release();
        }

        host.Preview.Worker.Finish(TimeSpan.Zero);
        Assert.Equal((0, 1, "encoding is too slow"), (host.Preview.Status.Delivered, host.Preview.Status.Lost, host.Preview.Status.LastProblem));
        await Task.WhenAny(pressed); // with any answer
        foreach (SharedPicture picture in all)
        {
            Eventually.True(picture.TryTake);
        }

        Assert.Equal((0, 1), (host.Preview.Status.Delivered, host.Preview.Status.Lost));
    }

    [Fact]
    public async Task A_request_changes_only_the_controls_that_it_names()
    {
        using PreviewHost host = new();
        host.Controls.UnknownBelow = 3;
        Assert.Equal(HttpStatusCode.OK, await ChangeAsync(host, """{"paused": true}"""));
        Assert.Equal((true, true, 3), (host.Controls.Paused, host.Controls.OverlayVisible, host.Controls.UnknownBelow));
        Assert.Equal(HttpStatusCode.OK, await ChangeAsync(host, """{"unknown_below": 4.5, "overlay": false}"""));
        Assert.Equal((true, false, 4.5), (host.Controls.Paused, host.Controls.OverlayVisible, host.Controls.UnknownBelow));
        foreach (string wrong in new[] { """{"quit": true}""", """{"paused": 1}""", "paused", "", """{"unknown_below": 1e999}""" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, await ChangeAsync(host, wrong));
        }

        Assert.Equal((true, false, 4.5), (host.Controls.Paused, host.Controls.OverlayVisible, host.Controls.UnknownBelow));
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/fonts/Inter-Bold.otf", HttpStatusCode.OK)]
    [InlineData("/fonts/Inter-Bold.woff2", HttpStatusCode.OK)]
    [InlineData("/fonts/..%2Findex.html", HttpStatusCode.NotFound)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    public async Task Every_path_has_its_status_code(string path, HttpStatusCode status)
    {
        using PreviewHost host = new();
        using HttpResponseMessage answer = await host.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/api/state", true)]
    [InlineData("/metrics", true)]
    [InlineData("/events", false)] // a stream goes out as it comes
    [InlineData("/stream.mjpg", false)]
    [InlineData("/snapshot.jpg", false)]
    [InlineData("/fonts/Inter-Bold.woff2", false)] // compressed already
    public async Task Whole_texts_are_compressed(string path, bool expected)
    {
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        using HttpRequestMessage request = new(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "gzip" } } };
        using HttpResponseMessage answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(expected ? ["gzip"] : [], answer.Content.Headers.ContentEncoding);
        if (expected)
        {
            await using GZipStream unpacked = new(await answer.Content.ReadAsStreamAsync(Cancel), CompressionMode.Decompress);
            using MemoryStream whole = new();
            await unpacked.CopyToAsync(whole, Cancel);
            Assert.True(whole.Length > 500);
        }
    }

    [Fact]
    public async Task The_pages_fonts_are_small()
    {
        using PreviewHost host = new();
        MatchCollection fonts = FontFile().Matches(await host.Client.GetStringAsync("/", Cancel));
        Assert.Equal(3, fonts.Count);
        foreach (string name in fonts.Select(font => font.Value))
        {
            using HttpResponseMessage answer = await host.Client.GetAsync(new Uri(name, UriKind.Relative), Cancel);
            byte[] font = await answer.Content.ReadAsByteArrayAsync(Cancel);
            Assert.Equal("font/woff2", answer.Content.Headers.ContentType?.MediaType);
            Assert.True(font.AsSpan().StartsWith("wOF2"u8));
            Assert.True(font.Length < 40_000, $"{name}: {font.Length} bytes");
        }
    }

    private static async Task<HttpStatusCode> ChangeAsync(PreviewHost host, string json)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "api/controls") { Content = new StringContent(json), Headers = { { GivenToken.ChangeHeader, "1" } } };
        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task ReadAsync(Stream stream, int bytes)
    {
        byte[] buffer = new byte[65536];
        for (long read = 0; read < bytes;)
        {
            int count = await stream.ReadAsync(buffer, Cancel);
            if (count == 0)
            {
                throw new EndOfStreamException();
            }

            read += count;
        }
    }

    private static async Task<long> NextFrameAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync(Cancel) is string line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using JsonDocument state = JsonDocument.Parse(line[6..]);
                return state.RootElement.GetProperty("frame").GetInt64();
            }
        }

        throw new EndOfStreamException();
    }

    [GeneratedRegex("/fonts/[^)]+")]
    private static partial Regex FontFile();

    /// <summary>A list of sinks that hangs its reader until released.</summary>
    private sealed class HangingList : IReadOnlyList<SinkStatus>, IDisposable
    {
        public ManualResetEventSlim Reached { get; } = new();

        public ManualResetEventSlim Gone { get; } = new();

        public ManualResetEventSlim Left { get; } = new();

        public int Count => 0;

        public SinkStatus this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<SinkStatus> GetEnumerator()
        {
            Reached.Set();
            Gone.Wait();
            Left.Set();
            yield break;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public void Dispose()
        {
            Reached.Dispose();
            Gone.Dispose();
            Left.Dispose();
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.Tests.Sinks;

public class WebPreviewTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_state_is_told_in_the_words_of_the_events()
    {
        using WebPreview preview = Start();
        using PictureLoop loop = new(preview);
        using HttpClient client = new() { BaseAddress = preview.Address };
        using JsonDocument state = JsonDocument.Parse(await client.GetStringAsync("state", Cancel));
        JsonElement root = state.RootElement;
        Assert.Equal("Sneaker", root.GetProperty("label").GetString());
        Assert.Equal("stable", root.GetProperty("state").GetString());
        Assert.Equal("cpu", root.GetProperty("ep").GetString());
        Assert.Equal("Ankle boot", root.GetProperty("top")[1].GetProperty("label").GetString());
        Assert.Equal(6.8, root.GetProperty("stages_ms").GetProperty("inference").GetDouble(), 3);
        Assert.True(root.GetProperty("age_ms").GetDouble() > 0);
    }

    [Fact]
    public async Task A_snapshot_is_the_newest_picture_as_JPEG()
    {
        using WebPreview preview = Start();
        using PictureLoop loop = new(preview);
        using HttpClient client = new() { BaseAddress = preview.Address };
        using Mat picture = Cv2.ImDecode(await client.GetByteArrayAsync("snapshot.jpg", Cancel), ImreadModes.Color);
        Assert.Equal(new Size(640, 480), picture.Size());
    }

    [Fact]
    public async Task Without_a_picture_the_answer_is_503()
    {
        using WebPreview preview = Start();
        using HttpClient client = new() { BaseAddress = preview.Address };
        using HttpResponseMessage answer = await client.GetAsync(new Uri("state", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Pictures_are_wanted_only_while_somebody_watches()
    {
        using WebPreview preview = Start();
        using PictureLoop loop = new(preview);
        Assert.False(preview.Wanted);
        using (HttpClient client = new() { BaseAddress = preview.Address })
        {
            await using Stream stream = await client.GetStreamAsync("stream.mjpg", Cancel);
            await ReadAsync(stream, 10_000);
            Assert.True(preview.Wanted);
        }

        while (preview.Wanted)
        {
            await Task.Delay(10, Cancel);
        }
    }

    [Fact]
    public async Task A_client_that_does_not_read_slows_nobody()
    {
        using WebPreview preview = Start();
        using PictureLoop loop = new(preview);
        using TcpClient stuck = new() { ReceiveBufferSize = 4096 };
        await stuck.ConnectAsync(IPAddress.Loopback, preview.Address.Port, Cancel);
        await stuck.GetStream().WriteAsync("GET /stream.mjpg HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancel);
        using HttpClient client = new() { BaseAddress = preview.Address };
        await using Stream events = await client.GetStreamAsync("events", Cancel);
        await using Stream stream = await client.GetStreamAsync("stream.mjpg", Cancel);
        await ReadAsync(stream, 1_500_000); // far more than the stuck one's buffers hold
        using StreamReader lines = new(events);
        long first = await NextFrameAsync(lines);
        while (await NextFrameAsync(lines) < first + 10)
        {
        }
    }

    [Fact]
    public async Task Stopping_ends_all_streams()
    {
        WebPreview preview = Start();
        using HttpClient client = new() { BaseAddress = preview.Address };
        using (PictureLoop loop = new(preview))
        {
            await using Stream stream = await client.GetStreamAsync("stream.mjpg", Cancel);
            await using Stream events = await client.GetStreamAsync("events", Cancel);
            await ReadAsync(stream, 1000);
            await ReadAsync(events, 100);
            Task stop = Task.Run(preview.Dispose, Cancel);
            await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(stream, int.MaxValue));
            await stop.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        }

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync("state", Cancel));
    }

    [Fact]
    public void An_address_in_use_is_one_clear_line()
    {
        using WebPreview first = Start();
        using WebPreview second = new(new IPEndPoint(IPAddress.Loopback, first.Address.Port));
        DeviceException error = Assert.Throws<DeviceException>(() => second.Listen());
        Assert.Contains("another program listens there", error.Message, StringComparison.Ordinal);
        Assert.Contains("--web", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_preview_that_may_move_takes_a_free_port()
    {
        using WebPreview first = Start();
        using WebPreview second = new(new IPEndPoint(IPAddress.Loopback, first.Address.Port));
        second.Listen(mayMove: true);
        Assert.NotEqual(first.Address, second.Address);
    }

    [Fact]
    public async Task A_foreign_name_that_points_here_gets_nothing()
    {
        using WebPreview preview = Start();
        using HttpClient client = new() { BaseAddress = preview.Address };
        using HttpRequestMessage request = new(HttpMethod.Get, "/") { Headers = { Host = "attacker.example" } };
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/fonts/Inter-Bold.otf", HttpStatusCode.OK)]
    [InlineData("/fonts/..%2Findex.html", HttpStatusCode.NotFound)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    public async Task Every_path_has_its_answer(string path, HttpStatusCode status)
    {
        using WebPreview preview = Start();
        using HttpClient client = new() { BaseAddress = preview.Address };
        using HttpResponseMessage answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Equal(status, answer.StatusCode);
    }

    private static WebPreview Start()
    {
        WebPreview preview = new(new IPEndPoint(IPAddress.Loopback, 0));
        preview.Start();
        return preview;
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
}

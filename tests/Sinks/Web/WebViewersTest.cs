using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Tests.Sinks.Recording;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>Many viewers and slow ones; a number in the pixels identifies each picture.</summary>
public class WebViewersTest
{
    private const int Rated = 60; // pictures, a second of them

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_viewer_gets_the_newest_picture_and_a_fast_one_all()
    {
        using PreviewHost host = new();
        using NumberedPictures pictures = new(host.Preview);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        List<int> fast = [];
        Task fastViewer = WatchAsync(host, bytesPerSecond: null, number => fast.Add(number), enough.Token);

        // Reads 1 MB of 15 MB per second: buffered pictures would soon be seconds old, and grow older.
        List<int> slow = [];
        List<int> behind = [];
        await WatchAsync(
            host,
            1_000_000,
            number =>
            {
                slow.Add(number);
                behind.Add(pictures.Newest - number);
                return slow.Count < 15;
            },
            Cancel);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => fastViewer);

        Assert.True(MeanStep(slow) > 5, $"the slow viewer got {string.Join(' ', slow)}");
        Assert.True(behind.Max() < 90, $"pictures were behind by {string.Join(' ', behind)}"); // 1.5 seconds; a quarter of one is the transfer
        Assert.True(MeanStep(fast) < 4, $"the fast viewer got {string.Join(' ', fast)}");
    }

    // One machine cannot imitate a slow network; each connection's settings limit the bytes in flight.
    [Fact]
    public async Task A_connection_buffers_few_old_bytes()
    {
        using Socket listener = PreviewServer.CreateSocket(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using TcpClient client = new();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndPoint!, Cancel);
        using Socket connection = await listener.AcceptAsync(Cancel);
        byte[] unsent = new byte[sizeof(int)];
        connection.GetRawSocketOption((int)SocketOptionLevel.Tcp, 25, unsent); // TCP_NOTSENT_LOWAT
        Assert.Equal((2 * 128 * 1024, 32 * 1024), (connection.SendBufferSize, BitConverter.ToInt32(unsent))); // Linux doubles the first, for what it keeps beside the bytes
    }

    [Fact]
    public async Task Ten_viewers_cost_the_pipeline_the_same_as_one()
    {
        using PreviewHost host = new();
        using NumberedPictures pictures = new(host.Preview);
        double one = await MedianCostAsync(host, pictures, viewers: 1);
        double ten = await MedianCostAsync(host, pictures, viewers: 10);
        Assert.True(ten < (2 * one) + 2, $"a picture costs the render loop {one:0.00} ms with one viewer, {ten:0.00} ms with ten");
        Assert.InRange(host.Preview.Status.Delivered, 1, pictures.Newest); // encoded once, not for each
    }

    [Fact]
    public async Task A_picture_allocates_almost_nothing_per_viewer()
    {
        using PreviewHost host = new();
        using NumberedPictures pictures = new(host.Preview);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        List<Task> watching = [SwallowAsync(host, enough.Token)];
        long one = await AllocatedPerPictureAsync(host);
        watching.AddRange(Enumerable.Range(0, 10).Select(_ => SwallowAsync(host, enough.Token)));
        long eleven = await AllocatedPerPictureAsync(host);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(watching));
        TestContext.Current.TestOutputHelper?.WriteLine($"{one} bytes a picture for one viewer, {eleven} for eleven");
        Assert.True((eleven - one) / 10 < 2560, $"{one} bytes a picture for one viewer, {eleven} for eleven"); // one percent of the picture; .NET's socket lists the 4 KB blocks that it sends
    }

    [Fact]
    public async Task Every_viewer_gets_the_same_bytes_and_the_buffer_goes_back_once()
    {
        using Broadcast broadcast = new();
        using Viewer first = broadcast.Join(Cancel);
        using Viewer second = broadcast.Join(Cancel);
        ValueTask<SharedBytes?> early = first.NextAsync();
        Assert.False(early.IsCompleted);
        broadcast.Publish(new SharedBytes("<"u8, "one"u8, ">"u8));
        broadcast.Publish(new SharedBytes("<"u8, "two"u8, ">"u8));
        SharedBytes held = (await early)!;
        Assert.Equal("<one>", Encoding.UTF8.GetString(held.Framed.Span)); // replaced meanwhile, but held
        Assert.Equal("two", Encoding.UTF8.GetString((await second.NextAsync())!.Content.Span)); // it never saw the first
        held.Release();
    }

    [Fact]
    public async Task A_cancelled_viewer_stops_waiting()
    {
        using Broadcast broadcast = new();
        using CancellationTokenSource ending = new();
        using Viewer viewer = broadcast.Join(ending.Token);
        ValueTask<SharedBytes?> next = viewer.NextAsync();
        await ending.CancelAsync();
        Assert.Null(await next);
        Assert.Null(await viewer.NextAsync());
    }

    private static async Task<double> MedianCostAsync(PreviewHost host, NumberedPictures pictures, int viewers)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        List<int>[] seen = [.. Enumerable.Range(0, viewers).Select(_ => new List<int>())];
        Task[] watching = [.. seen.Select(numbers => WatchAsync(host, bytesPerSecond: null, numbers.Add, enough.Token))];
        await Eventually.TrueAsync(() => host.Preview.Status.Delivered > 0);
        pictures.Costs.Clear();
        await Eventually.TrueAsync(() => pictures.Costs.Count >= Rated);

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(watching));
        Assert.All(seen, numbers => Assert.True(MeanStep(numbers) < 6, $"a viewer got {string.Join(' ', numbers)}"));
        return pictures.Costs.Order().ElementAt(Rated / 2);
    }

    private static double MeanStep(List<int> numbers) => (double)(numbers[^1] - numbers[0]) / (numbers.Count - 1);

    // The least of several rounds: the runtime and the client allocate at times.
    private static async Task<long> AllocatedPerPictureAsync(PreviewHost host)
    {
        await DeliveredAsync(host, host.Preview.Status.Delivered + 40); // by then code is compiled and buffers have their size
        long least = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long first = host.Preview.Status.Delivered;
            await DeliveredAsync(host, first + 30);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (host.Preview.Status.Delivered - first));
        }

        return least;
    }

    private static Task DeliveredAsync(PreviewHost host, long pictures) => Eventually.TrueAsync(() => host.Preview.Status.Delivered >= pictures);

    private static async Task WatchAsync(PreviewHost host, int? bytesPerSecond, Action<int> onPicture, CancellationToken cancel) => await WatchAsync(host, bytesPerSecond, number => { onPicture(number); return true; }, cancel);

    private static async Task WatchAsync(PreviewHost host, int? bytesPerSecond, Func<int, bool> onPicture, CancellationToken cancel)
    {
        using TcpClient client = await OpenAsync(host, cancel);
        SlowReader reader = new(client.GetStream(), bytesPerSecond);
        while (true)
        {
            string line = await reader.LineAsync(cancel);
            if (line.StartsWith("Content-Length: ", StringComparison.Ordinal))
            {
                int length = int.Parse(line[16..], CultureInfo.InvariantCulture);
                await reader.LineAsync(cancel);
                if (!onPicture(NumberedPictures.Read(await reader.BytesAsync(length, cancel))))
                {
                    return;
                }
            }
        }
    }

    private static async Task SwallowAsync(PreviewHost host, CancellationToken cancel)
    {
        using TcpClient client = await OpenAsync(host, cancel);
        byte[] buffer = new byte[65536];
        while (await client.GetStream().ReadAsync(buffer, cancel) > 0)
        {
        }
    }

    private static async Task<TcpClient> OpenAsync(PreviewHost host, CancellationToken cancel)
    {
        TcpClient client = new() { ReceiveBufferSize = 65536 };
        await client.ConnectAsync(IPAddress.Loopback, host.Preview.Address.Port, cancel);
        await client.GetStream().WriteAsync("GET /stream.mjpg HTTP/1.0\r\nHost: localhost\r\n\r\n"u8.ToArray(), cancel); // 1.0: not in chunks
        return client;
    }
}

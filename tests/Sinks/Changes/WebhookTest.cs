using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Changes;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Sinks.Changes;

public class WebhookTest
{
    private const long GenerousLimit = 8000; // milliseconds

    [Fact]
    public void Each_change_is_posted_once_and_in_order()
    {
        using HookReceiver receiver = new();
        using ChangeSink sink = new(new Webhook(receiver.Url, secret: null), Results.Source);
        sink.Publish(Results.Stable(0));
        sink.Publish(Results.Stable(0));
        sink.Publish(Results.Of(ResultState.Unknown));
        sink.Publish(Results.Stable(1));
        sink.Publish(Results.Of(ResultState.Lost));
        sink.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((4, 0, null), (sink.Status.Delivered, sink.Status.Lost, sink.Status.Problem));
        Assert.Equal(["stable cat", "unknown ", "stable dog", "lost "], receiver.Posts.Select(post => Told(post.Body)));
        Assert.All(receiver.Posts, post => Assert.Equal(("application/json", null), (post.Headers["Content-Type"], post.Headers[Webhook.SignatureHeader])));
    }

    [Fact]
    public async Task The_signature_equals_openssls_over_time_and_body()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "needs openssl");
        using HookReceiver receiver = new();
        using TemporaryFolder folder = new();
        using ChangeSink sink = new(new Webhook(receiver.Url, "s3cret"), Results.Source);
        sink.Publish(Results.Stable(2));
        sink.Worker.Finish(TimeSpan.FromMinutes(1));
        (WebHeaderCollection headers, byte[] body) = Assert.Single(receiver.Posts);
        string timestamp = headers[Webhook.TimestampHeader]!;
        Assert.InRange(long.Parse(timestamp), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        File.WriteAllBytes(folder["signed"], [.. Encoding.ASCII.GetBytes(timestamp + "."), .. body]);
        CommandResult openssl = await Command.RunAsync("openssl", ["dgst", "-sha256", "-hmac", "s3cret", folder["signed"]]);
        Assert.Equal("sha256=" + openssl.LastLine.Split(' ')[^1], headers[Webhook.SignatureHeader]);
    }

    [Fact]
    public void A_failing_server_gets_the_same_delivery_again()
    {
        using HookReceiver receiver = new(500, 429);
        using ChangeSink sink = new(new Webhook(receiver.Url, "s"), Results.Source);
        sink.Publish(Results.Stable(0));
        Eventually.True(() => sink.Status.Problem == "127.0.0.1 answered 500 Internal Server Error" || receiver.Posts.Count > 1);
        Eventually.True(() => sink.Status is { Delivered: 1, Problem: null });
        Assert.Equal(3, receiver.Posts.Count);
        Assert.Single(receiver.Posts.Select(post => post.Headers[Webhook.DeliveryHeader]).Distinct());
        Assert.Equal(0, sink.Status.Lost);
    }

    [Fact]
    public void A_refused_delivery_is_counted_and_not_retried()
    {
        using HookReceiver receiver = new(404);
        using ChangeSink sink = new(new Webhook(receiver.Url, "s"), Results.Source);
        sink.Publish(Results.Stable(0));
        Eventually.True(() => sink.Status.Lost == 1);
        Assert.Equal("127.0.0.1 answered 404 Not Found", sink.Status.Problem);
        sink.Publish(Results.Stable(1));
        Eventually.True(() => sink.Status is { Delivered: 1, Problem: null });
        Assert.Equal(2, receiver.Posts.Count);
    }

    [Fact]
    public void An_absent_server_loses_the_change_without_delaying_the_end()
    {
        string url;
        using (HookReceiver gone = new())
        {
            url = gone.Url;
        }

        using ChangeSink sink = new(new Webhook(url, "s"), Results.Source);
        for (int i = 0; i < 200; i++)
        {
            sink.Publish(Results.Stable(i % 2));
        }

        Eventually.True(() => sink.Status.Problem is not null);
        Assert.InRange(sink.Status.Lost, 200 - 64 - 1, 200 - 64); // 64 wait, and one may be in hand
        long started = Environment.TickCount64;
        sink.Worker.Finish(TimeSpan.FromSeconds(0.2));
        Assert.InRange(Environment.TickCount64 - started, 0, GenerousLimit); // some fifteen seconds, if all retries were waited for
        Assert.Equal((0, 200), (sink.Status.Delivered, sink.Status.Lost));
    }

    [Fact]
    public void An_absent_server_is_abandoned_soon_after_the_end()
    {
        using ChangeSink sink = new(new Webhook("http://127.0.0.1:1/", secret: null), Results.Source);
        for (int i = 0; i < 50; i++)
        {
            sink.Publish(Results.Stable(i % 2));
        }

        Eventually.Ends(() => sink.Worker.Finish(SteppingClock.Hour())); // some fifteen seconds for each change, if all retries were waited for
        Assert.Equal((0, 50), (sink.Status.Delivered, sink.Status.Lost));
    }

    [Fact]
    public void A_delivery_cut_by_the_end_is_not_called_slow()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        using Webhook hook = new($"http://{silent.LocalEndpoint}/", secret: null);
        using CancellationTokenSource stop = new();
        stop.CancelAfter(100);
        DeliveryFailure? failure = hook.Deliver(Change.Of(Results.Stable(0), Results.Source), stop.Token);
        Assert.Equal(new DeliveryFailure("127.0.0.1 had not answered when the run ended", MayPass: false), failure);
    }

    [Fact]
    public void Publishing_allocates_nothing()
    {
        using HookReceiver receiver = new();
        using ChangeSink sink = new(new Webhook(receiver.Url, "s"), Results.Source);
        FrameResult[] results = [Results.Stable(0), Results.Stable(1)];
        Assert.Equal(0, Allocation.OfThousandCalls(i => sink.Publish(results[i % 2])));
    }

    [Theory]
    [InlineData("host/path")]
    [InlineData("ftp://host/path")]
    [InlineData("https://user:password@host/")]
    public void A_text_that_is_no_address_is_a_usage_error(string url)
    {
        UsageException error = Assert.Throws<UsageException>(() => new Webhook(url, null));
        Assert.DoesNotContain("password@", error.Message);
    }

    private static string Told(byte[] body)
    {
        JsonElement json = JsonDocument.Parse(body).RootElement;
        return $"{json.GetProperty("state").GetString()} {json.GetProperty("label").GetString()}";
    }
}

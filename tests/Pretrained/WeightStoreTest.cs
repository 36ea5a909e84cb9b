using System.Security.Cryptography;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.Tests.Pretrained;

public sealed class WeightStoreTest : IDisposable
{
    private static readonly byte[] content = RandomNumberGenerator.GetBytes(300_000);
    private static readonly string hash = Convert.ToHexStringLower(SHA256.HashData(content));
    private static readonly PublishedWeights weights = new("resnet18", "V1", hash[..8], 70, 256);

    private readonly TemporaryFolder folder = new();
    private readonly StringWriter said = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Target => folder[$"weights/{weights.FileName}"];

    private string Part => Target + ".part";

    public void Dispose()
    {
        said.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_fetched_checked_kept_and_never_fetched_again()
    {
        using WeightServer server = new(request => WeightServer.File(request, content));
        Assert.Equal(new StoredWeights(Target, hash, true), await Get(server));
        Assert.Equal(new StoredWeights(Target, hash, true), await Get(server));
        Assert.Equal($"/models/{weights.FileName}", Assert.Single(server.Requests).Path);
        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Stop));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder["weights"]));
        Assert.Equal(2, said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain('\r', said.ToString());
    }

    [Fact]
    public async Task A_terminal_shows_progress_on_one_line_and_removes_it()
    {
        using WeightServer server = new(request => WeightServer.File(request, content));
        await Get(server, redraw: true);
        Assert.Matches(@"\rresnet18-[0-9a-f]{8}\.pth: [0-9.]+ of 0\.3 MB, \d+ %, [0-9.]+ MB/s", said.ToString());
        Assert.Matches(@"\r +\rfetched ", said.ToString());
    }

    [Fact]
    public async Task A_broken_transfer_resumes_the_same_content()
    {
        int asked = 0;
        using WeightServer server = new(request => asked++ == 0
            ? WeightServer.File(request, content) with { Body = content[..100_000], Length = content.Length }
            : WeightServer.File(request, content));
        await Get(server);
        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Stop));
        WeightRequest second = server.Requests.Last();
        Assert.Equal((100_000, "\"one\""), (second.From, second.Headers["If-Range"]));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder["weights"]));
    }

    [Fact]
    public async Task A_transfer_that_breaks_repeatedly_keeps_its_part()
    {
        int asked = 0;
        using (WeightServer poor = new(request => WeightServer.File(request, content) with { Body = asked++ < 2 ? content[request.From..(request.From + 50_000)] : [], Length = content.Length - request.From }))
        {
            string message = (await Assert.ThrowsAsync<InputException>(() => Get(poor))).Message;
            Assert.EndsWith($"the connection broke after 0.1 MB; run the command again; it continues there ({Part})", message, StringComparison.Ordinal);
            Assert.Equal(content[..100_000], await File.ReadAllBytesAsync(Part, Stop));
        }

        using WeightServer server = new(request => WeightServer.File(request, content));
        await Get(server);
        Assert.Equal(100_000, Assert.Single(server.Requests).From);
    }

    [Theory]
    [InlineData("\"other\"", false)] // the server has another file by now
    [InlineData("\"one\"", true)] // the server knows no ranges
    public async Task A_part_that_cannot_be_resumed_is_restarted(string tag, bool wholeOnly)
    {
        Begin(RandomNumberGenerator.GetBytes(1000), "\"one\"");
        using WeightServer server = new(request => wholeOnly ? new WeightAnswer(200, content) : WeightServer.File(request, content, tag));
        await Get(server);
        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Stop));
        Assert.Equal(1000, Assert.Single(server.Requests).From);
    }

    [Fact]
    public async Task A_complete_part_is_only_checked()
    {
        Begin(content, null);
        using WeightServer server = new(request => WeightServer.File(request, content));
        await Get(server);
        Assert.Equal(416, WeightServer.File(Assert.Single(server.Requests), content).Status);
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder["weights"]));
    }

    [Fact]
    public async Task A_part_longer_than_the_file_is_restarted()
    {
        Begin([.. content, 1], null);
        using WeightServer server = new(request => WeightServer.File(request, content));
        await Get(server);
        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Stop));
        Assert.Equal([content.Length + 1, 0], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Content_with_the_wrong_hash_is_deleted()
    {
        using WeightServer server = new(request => WeightServer.File(request, [.. content.Skip(1)]));
        await RefusedAsync(server, "does not match the hash in its name", weights.Digits);
        Assert.Empty(Directory.GetFileSystemEntries(folder["weights"]));
    }

    [Theory]
    [InlineData(404, "the server has no such file (404)")]
    [InlineData(403, "the server or a proxy refuses it (403)")]
    [InlineData(407, "the proxy requires a user name and password (407); put them into HTTPS_PROXY")]
    [InlineData(503, "the server has a problem (503)")]
    [InlineData(418, "the server answers 418")]
    [InlineData(200, "the answer is a web page instead of the file", "Content-Type: text/html; charset=utf-8")]
    [InlineData(302, "the server redirects endlessly", "Location: again")]
    public async Task An_answer_without_the_file_gives_one_clear_line(int status, string reason, string header = "X-Nothing: 1")
    {
        using WeightServer server = new(_ => new WeightAnswer(status, "<html>log in</html>"u8.ToArray(), header));
        await RefusedAsync(server, reason, "name its folder with EDGERESNET_WEIGHTS");
        Assert.Empty(Directory.GetFileSystemEntries(folder["weights"]));
    }

    [Fact]
    public async Task A_page_instead_of_the_rest_keeps_the_part()
    {
        Begin(content[..1000], "\"one\"");
        using WeightServer server = new(_ => new WeightAnswer(200, "<html>log in</html>"u8.ToArray(), "Content-Type: text/html"));
        await RefusedAsync(server, "web page");
        Assert.Equal(1000, new FileInfo(Part).Length);
    }

    [Fact]
    public async Task A_redirection_is_followed()
    {
        using WeightServer server = new(request => request.Path.StartsWith("/mirror", StringComparison.Ordinal)
            ? WeightServer.File(request, content)
            : new WeightAnswer(301, [], $"Location: /mirror/{weights.FileName}"));
        await Get(server);
        Assert.True(File.Exists(Target));
    }

    [Fact]
    public async Task A_silent_server_is_abandoned()
    {
        using WeightServer server = new(_ => new WeightAnswer(200, [], "ETag: \"one\"") { Length = 1000, ThenSilent = true });
        await RefusedAsync(server, "the server was silent for 0.3 s", patience: TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task A_missing_network_gives_a_message_with_alternatives()
    {
        await RefusedAsync(new Uri("http://127.0.0.1:1/"), "no connection; check the network", "EDGERESNET_WEIGHTS");
        await RefusedAsync(new Uri("http://no-such-host.invalid/"), "the name no-such-host.invalid cannot be resolved", "EDGERESNET_WEIGHTS");
        Assert.Empty(Directory.GetFileSystemEntries(folder["weights"]));
    }

    [Fact]
    public async Task An_unwritable_or_full_cache_is_named()
    {
        using WeightServer server = new(request => WeightServer.File(request, content) with { Length = 1L << 55 });
        await RefusedAsync(server, "MB are free; make room, or name another cache folder with EDGERESNET_CACHE");
        Assert.Empty(Directory.GetFileSystemEntries(folder["weights"]));
        await File.WriteAllTextAsync(folder["file"], "", Stop);
        WeightStore store = new(new WeightPlaces(folder["file/cache"], null, server.Address), new Transfer(said, redraw: false), TimeSpan.FromSeconds(5));
        string message = (await Assert.ThrowsAsync<InputException>(() => store.GetAsync(weights, Stop))).Message;
        Assert.StartsWith(folder["file/cache/weights: cannot be written"], message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_fills_up_is_reported_as_full()
    {
        Directory.CreateDirectory(folder["weights"]);
        File.CreateSymbolicLink(Part, "/dev/full");
        using WeightServer server = new(request => WeightServer.File(request, content));
        await RefusedAsync(server, "cannot be written (the disk is full)");
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task Two_requests_for_one_file_download_it_once()
    {
        TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using Listening other = new("waiting for another process", waiting);
        using WeightServer server = new(request =>
        {
            waiting.Task.Wait(TimeSpan.FromSeconds(30));
            return WeightServer.File(request, content);
        });
        Task<StoredWeights> first = Get(server);
        while (!File.Exists(Part))
        {
            await Task.Yield();
        }

        WeightStore second = new(new WeightPlaces(folder.Path, null, server.Address), new Transfer(other, redraw: false), TimeSpan.FromSeconds(30));
        StoredWeights waitedFor = await second.GetAsync(weights, Stop);
        Assert.Equal(await first, waitedFor);
        Assert.Single(server.Requests);
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder["weights"]));
    }

    [Fact]
    public async Task The_users_own_file_comes_first_and_a_wrong_hash_is_reported()
    {
        Directory.CreateDirectory(folder["own"]);
        string own = folder[$"own/{weights.FileName}"];
        await File.WriteAllBytesAsync(own, content, Stop);
        WeightStore store = new(new WeightPlaces(folder["cache"], folder["own"], new Uri("http://127.0.0.1:1/")), new Transfer(said, redraw: false), TimeSpan.FromSeconds(5));
        Assert.Equal(new StoredWeights(own, hash, true), await store.GetAsync(weights, Stop));
        Assert.Equal("", said.ToString());
        Assert.Equal(folder[$"cache/bundles/torchvision-resnet18-V1-{weights.Digits}"], store.BundleFolder(weights));

        await File.WriteAllBytesAsync(own, [1, 2, 3], Stop);
        Assert.False((await store.GetAsync(weights, Stop)).IsPublished);
        Assert.Contains("is not the published file (SHA-256 039058c6…", said.ToString(), StringComparison.Ordinal);
        Assert.Equal(folder["cache/bundles/torchvision-resnet18-V1-039058c6"], store.BundleFolder(weights)); // never mistaken for the published one
        Assert.Equal([own], Directory.GetFileSystemEntries(folder["own"]));
        Assert.False(Directory.Exists(folder["cache"]));
    }

    [Fact]
    public async Task A_changed_cached_file_is_refused()
    {
        Directory.CreateDirectory(folder["weights"]);
        await File.WriteAllBytesAsync(Target, [1, 2, 3], Stop);
        await RefusedAsync(new Uri("http://127.0.0.1:1/"), "was changed or damaged since it was fetched", "delete it and run the command again");
    }

    private void Begin(byte[] part, string? tag)
    {
        Directory.CreateDirectory(folder["weights"]);
        File.WriteAllBytes(Part, part);
        if (tag is not null)
        {
            File.WriteAllText(Part + ".tag", tag);
        }
    }

    private Task<StoredWeights> Get(WeightServer server, bool redraw = false) =>
        new WeightStore(new WeightPlaces(folder.Path, null, server.Address), new Transfer(said, redraw), TimeSpan.FromSeconds(30)).GetAsync(weights, Stop);

    private Task RefusedAsync(WeightServer server, string reason, string advice = "", TimeSpan? patience = null) => RefusedAsync(server.Address, reason, advice, patience);

    private async Task RefusedAsync(Uri address, string reason, string advice = "", TimeSpan? patience = null)
    {
        WeightStore store = new(new WeightPlaces(folder.Path, null, address), new Transfer(said, redraw: false), patience ?? TimeSpan.FromSeconds(30));
        InputException error = await Assert.ThrowsAsync<InputException>(() => store.GetAsync(weights, Stop));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>Completes a task when a line begins so.</summary>
    private sealed class Listening(string start, TaskCompletionSource heard) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            if (value?.StartsWith(start, StringComparison.Ordinal) is true)
            {
                heard.TrySetResult();
            }
        }
    }
}

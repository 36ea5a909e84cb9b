using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Capture;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Replacing;

public sealed class SwapMemoryTest
{
    private const int Swaps = 200;

    /// <summary>The whole way of a user: requests over HTTP, verification, loading, in a process of its own.</summary>
    [Fact]
    [Long]
    public async Task Two_hundred_requests_leave_memory_and_threads_as_they_were()
    {
        using TemporaryFolder folder = new();
        string[] bundles = [.. TinyBundles.Labels.Keys.Select(name => TinyBundles.Write(folder[name], name))];
        Samples.Write(folder["english/samples"]);
        await using LiveProgram live = LiveProgram.Start(bundles[0], "demo:fashion?fps=30", [], "--web", "127.0.0.1:0");
        using HttpClient client = await ClientAsync(live);
        Task<string> reading = ReadAsync(live, Swaps);
        (long Resident, long Threads) after20 = default;
        for (int i = 1; i <= Swaps; i++)
        {
            await ReplaceAsync(client, bundles[i % bundles.Length]);
            after20 = i == 20 ? Status(live.Id) : after20;
        }

        (long resident, long threads) = Status(live.Id);
        Assert.InRange(resident - after20.Resident, long.MinValue, 30_000); // kB
        Assert.InRange(threads - after20.Threads, long.MinValue, 8);
        Assert.Equal(bundles[Swaps % bundles.Length], folder[await reading]);
    }

    /// <summary>Weights of several megabytes, of which the C library keeps most if small blocks lie between them.</summary>
    [Fact]
    [Long]
    public async Task Networks_that_were_replaced_give_their_memory_back()
    {
        string models = Path.Combine(Command.RepositoryRoot, "models");
        string[] bundles = [Path.Combine(models, "fashion-resnet18"), Path.Combine(models, "fashion-densenet")];
        // Without what the launcher sets for the tests: it would hide the growth.
        await using LiveProgram live = LiveProgram.Start(bundles[0], "demo:fashion?fps=30", [("MALLOC_MMAP_THRESHOLD_", null), ("MALLOC_TRIM_THRESHOLD_", null)], "--web", "127.0.0.1:0");
        using HttpClient client = await ClientAsync(live);
        long before = Status(live.Id).Resident;
        for (int i = 1; i <= 24; i++)
        {
            await ReplaceAsync(client, bundles[i % bundles.Length]);
        }

        Assert.InRange(Status(live.Id).Resident - before, long.MinValue, 90_000); // kB: a second network and its files
    }

    private static async Task<HttpClient> ClientAsync(LiveProgram live)
    {
        await live.NextAsync(1);
        Eventually.True(() => WatchAddress.In(live.Errors) is not null);
        HttpClient client = new() { BaseAddress = WatchAddress.In(live.Errors) };
        client.DefaultRequestHeaders.Add("X-EdgeResNet", "1");
        return client;
    }

    private static async Task ReplaceAsync(HttpClient client, string bundle)
    {
        using StringContent body = new(JsonSerializer.Serialize(new { model = bundle }), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(new Uri("api/model", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Reads events until so many models have taken over; checks that each label belongs to its model.</summary>
    private static async Task<string> ReadAsync(LiveProgram live, int swaps)
    {
        string model = "english";
        while (swaps > 0)
        {
            JsonElement seen = await live.NextAsync(_ => true);
            string named = seen.GetProperty("model").GetString()!;
            Assert.Contains(seen.GetProperty("label").GetString(), TinyBundles.Labels[named]);
            swaps -= named == model ? 0 : 1;
            model = named;
        }

        return model;
    }

    private static (long Resident, long Threads) Status(int process)
    {
        string text = File.ReadAllText($"/proc/{process}/status");
        return (Number("VmRSS"), Number("Threads"));

        long Number(string name) => long.Parse(Regex.Match(text, $@"^{name}:\s*(\d+)", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);
    }
}

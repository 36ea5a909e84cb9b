using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeResNet.Tests.Capture;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Replacing;

public sealed partial class SwapMemoryTest
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
        await live.NextAsync(1);
        Eventually.True(() => WatchAt().IsMatch(live.Errors));
        using HttpClient client = new() { BaseAddress = new Uri(WatchAt().Match(live.Errors).Groups[1].Value) };
        client.DefaultRequestHeaders.Add("X-EdgeResNet", "1");
        Task<string> reading = ReadAsync(live, Swaps);
        (long Resident, long Threads) after20 = default;
        for (int i = 1; i <= Swaps; i++)
        {
            using StringContent body = new(JsonSerializer.Serialize(new { model = bundles[i % bundles.Length] }), Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await client.PostAsync(new Uri("api/model", UriKind.Relative), body, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            after20 = i == 20 ? Status(live.Id) : after20;
        }

        (long resident, long threads) = Status(live.Id);
        Assert.InRange(resident - after20.Resident, long.MinValue, 30_000); // kB
        Assert.InRange(threads - after20.Threads, long.MinValue, 8);
        Assert.Equal(bundles[Swaps % bundles.Length], folder[await reading]);
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

    [GeneratedRegex(@"watch at (http://\S+)")]
    private static partial Regex WatchAt();
}

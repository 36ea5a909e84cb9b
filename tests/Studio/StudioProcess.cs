using System.Text;
using System.Text.Json;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Studio;

/// <summary><c>studio</c> as a process of its own, asked through its page's addresses. Killed with the test.</summary>
internal sealed class StudioProcess : IAsyncDisposable
{
    private readonly HttpClient client = new();

    private StudioProcess(SignalledProgram program, Uri address)
    {
        (Program, client.BaseAddress) = (program, address);
        client.DefaultRequestHeaders.Add("X-EdgeResNet", "1");
    }

    /// <summary>Its page.</summary>
    public Uri Address => client.BaseAddress!;

    /// <summary>The process.</summary>
    public SignalledProgram Program { get; }

    /// <summary>Starts it without waiting for it.</summary>
    public static SignalledProgram Run(string data, IReadOnlyList<string> options, params (string Name, string? Value)[] environment) =>
        SignalledProgram.Run(
            "env",
            ["--default-signal=INT,TERM,HUP", Path.Combine(AppContext.BaseDirectory, "EdgeResNet.EdgeApp"), "studio", "--data", data, "--web", "127.0.0.1:0", "--no-browser", .. options],
            environment);

    /// <summary>Starts it and waits for its page.</summary>
    public static async Task<StudioProcess> StartAsync(string data, IReadOnlyList<string> options, params (string Name, string? Value)[] environment)
    {
        SignalledProgram program = Run(data, options, environment);
        await Eventually.TrueAsync(() => program.HasExited || WatchAddress.In(program.Output) is not null, () => program.Errors);
        Assert.False(program.HasExited, program.Errors);
        return new StudioProcess(program, WatchAddress.In(program.Output)!);
    }

    /// <summary>Records a picture.</summary>
    public async Task RecordAsync(string label)
    {
        await PostAsync("record", $$"""{"class":"{{label}}","rate":30}""");
        await WaitAsync(now => now.GetProperty("classes").EnumerateArray().Any(each => each.GetProperty("name").GetString() == label && each.GetProperty("pictures").GetInt32() > 0));
        await PostAsync("record", """{"class":null}""");
    }

    /// <summary>Posts JSON, and requires success.</summary>
    public async Task PostAsync(string path, string body = "{}")
    {
        using HttpResponseMessage answer = await client.PostAsync(new Uri($"/api/studio/{path}", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
    }

    /// <summary>JSON of an address.</summary>
    public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    /// <summary>Waits for a state.</summary>
    public async Task<JsonElement> WaitAsync(Func<JsonElement, bool> condition, string path = "/api/studio")
    {
        JsonElement now = default;
        for (long end = Environment.TickCount64 + (long)Eventually.Limit.TotalMilliseconds; Environment.TickCount64 < end; await RealTime.PassAsync(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken))
        {
            now = await GetAsync(path);
            if (condition(now))
            {
                return now;
            }
        }

        throw new TimeoutException(now.GetRawText());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Program.DisposeAsync();
    }
}

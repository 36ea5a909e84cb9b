using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeResNet.Tests.Fakes;

/// <summary><c>live</c> as a process of its own, with the events that it writes to stdout. Ended with the test.</summary>
internal sealed class LiveProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder errors = new();

    private LiveProgram(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Process number.</summary>
    public int Id => process.Id;

    /// <summary>Its stderr so far; complete after <see cref="EndAsync"/>.</summary>
    public string Errors => errors.ToString();

    /// <summary>Starts <c>live --events -</c>.</summary>
    public static LiveProgram Start(string bundle, string source, (string Name, string? Value)[] environment, params string[] more)
    {
        // A shell that runs the tests in the background makes them and their children ignore Ctrl-C.
        ProcessStartInfo start = new("env", ["--default-signal=INT,HUP,TERM", Path.Combine(AppContext.BaseDirectory, "EdgeResNet.EdgeApp"), "live", "--model", bundle, "--source", source, "--events", "-", .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        return new LiveProgram(Process.Start(start) ?? throw new InvalidOperationException("the edge app did not start"));
    }

    /// <summary>The next event; null at the end.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        return line is null ? null : JsonDocument.Parse(line).RootElement;
    }

    /// <summary>The next events that satisfy a condition, all others left out.</summary>
    /// <exception cref="InvalidOperationException">The program ended before.</exception>
    public async Task<JsonElement> NextAsync(Func<JsonElement, bool> condition)
    {
        while (true)
        {
            JsonElement seen = await NextAsync() ?? throw new InvalidOperationException($"live ended: {(await EndAsync()).Errors}");
            if (condition(seen))
            {
                return seen;
            }
        }
    }

    /// <summary>The next events.</summary>
    public async Task<JsonElement[]> NextAsync(int count)
    {
        JsonElement[] events = new JsonElement[count];
        for (int i = 0; i < count; i++)
        {
            events[i] = await NextAsync(_ => true);
        }

        return events;
    }

    /// <summary>Waits for the end, which comes by itself.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, Errors);
    }

    /// <summary>The number that <see cref="CounterModel"/> read from the picture, 0 to 255.</summary>
    public static int Number(JsonElement result) => int.Parse(result.GetProperty("label").GetString()!, CultureInfo.InvariantCulture);

    /// <summary>Distance from one number to the other, forwards.</summary>
    public static int Steps(JsonElement from, JsonElement to) => (Number(to) - Number(from) + CounterModel.Numbers) % CounterModel.Numbers;

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }
}

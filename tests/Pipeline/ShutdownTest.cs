using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.Tests.Capture;
using EdgeResNet.Tests.Capture.Network;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Inference;
using OpenCvSharp;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>Shutdown after SIGHUP, Ctrl-C and SIGTERM. A hang would end the process without a summary (VerbRunnerTest), so a summary proves that nothing hung.</summary>
public sealed partial class ShutdownTest : IDisposable
{
    private const int HangUp = 1;
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private const double GenerousLimit = 6; // seconds; the program's limits add up to 2
    private readonly TemporaryFolder folder = new();

    public ShutdownTest()
    {
        TinyModel.WriteBundle(folder["bundle"]);
        Samples.Write(folder["bundle/samples"]);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(HangUp)]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public async Task Shutdown_flushes_everything_and_the_video_plays(int signal)
    {
        await using LiveProgram live = LiveProgram.Start(folder["bundle"], "demo:fashion?fps=60", [], "--record", folder["v.mkv"], "--summary", folder["s.json"], "--web", "127.0.0.1:0");
        await live.NextAsync(40);
        await EndAsync(live, signal);

        JsonElement summary = JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement;
        long processed = summary.GetProperty("frames_processed").GetInt64();
        long told = 40;
        while (await live.NextAsync() is not null)
        {
            told++;
        }

        Assert.Equal(processed, told);
        JsonElement[] sinks = [.. summary.GetProperty("sinks").EnumerateArray()];
        Assert.Equal(["events", "metrics", "explain", "record", "web", "snapshot", "console"], sinks.Select(Name));
        Assert.All(sinks, sink => Assert.True((sink.GetProperty("lost").GetInt64() == 0 || Name(sink) == "record") && !sink.TryGetProperty("last_problem", out _), $"{sink}")); // nothing was left behind; on a busy machine pictures find no place in the recorder's queue
        Assert.Equal(processed, sinks[0].GetProperty("delivered").GetInt64());
        using VideoCapture video = new(folder["v.mkv"], VideoCaptureAPIs.FFMPEG);
        using Mat picture = new();
        long pictures = 0;
        while (video.Read(picture))
        {
            pictures++;
        }

        Assert.InRange(sinks[3].GetProperty("delivered").GetInt64(), 1, pictures); // some stand for several frames
    }

    [Fact]
    public async Task A_signal_ends_a_run_that_waits_for_its_sinks()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a shell");
        await using LiveProgram live = LiveProgram.Start(ShippedModel.Path, "demo:fashion", [], "--frames", "60", "--summary", folder["s.json"], "--on-change-exec", $"exec >/dev/null 2>&1; touch {folder["begun"]}; sleep 60"); // a command that outlives the program must not hold its stderr open
        await live.NextAsync(60); // it ends by itself
        Eventually.True(() => File.Exists(folder["begun"]), () => live.Errors);
        await EndAsync(live, Terminate);
        JsonElement hook = Assert.Single(JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement.GetProperty("sinks").EnumerateArray(), sink => Name(sink) == "on-change-exec");
        Assert.Equal(0, hook.GetProperty("delivered").GetInt64());
        Assert.True(hook.GetProperty("lost").GetInt64() > 0);
    }

    [Fact]
    public async Task A_lost_source_does_not_delay_the_end()
    {
        using LoopbackServer server = LoopbackServer.SilentCamera();
        await using LiveProgram live = LiveProgram.Start(folder["bundle"], server.Url + "?stall_ms=300", [], "--summary", folder["s.json"]);
        await live.NextAsync(1);
        server.Dispose(); // it stays lost
        await live.NextAsync(e => e.GetProperty("state").GetString() == "lost");
        await EndAsync(live, Terminate);
        Assert.True(File.Exists(folder["s.json"]));
    }

    [Fact]
    public async Task A_stuck_event_reader_does_not_delay_the_end()
    {
        await using LiveProgram live = LiveProgram.Start(folder["bundle"], "demo:fashion?fps=1000&width=64&height=48", [], "--summary", folder["s.json"], "--web", "127.0.0.1:0");
        await live.NextAsync(1);
        Eventually.True(() => PageOf().IsMatch(live.Errors), () => live.Errors);
        using HttpClient page = new() { BaseAddress = new Uri(PageOf().Match(live.Errors).Value) };
        int processed = 0;
        while (processed < 400) // the pipe holds 64 KiB, not half as many events
        {
            processed = int.Parse(Processed().Match(await page.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken)).Groups[1].Value, CultureInfo.InvariantCulture);
            await RealTime.PassAsync(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }

        await EndAsync(live, Terminate);
        Assert.True(File.Exists(folder["s.json"]));
    }

    private static string? Name(JsonElement sink) => sink.GetProperty("name").GetString();

    private static async Task EndAsync(LiveProgram live, int signal)
    {
        long asked = Stopwatch.GetTimestamp();
        Assert.Equal(0, Kill(live.Id, signal));
        (int code, string errors) = await live.EndAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(asked).TotalSeconds, 0, GenerousLimit);
        Assert.True(code == 130, $"exit code {code}: {errors}");
        Assert.DoesNotContain("error", errors);
    }

    [GeneratedRegex("http://127[.]0[.]0[.]1:[0-9]+/")]
    private static partial Regex PageOf();

    [GeneratedRegex("^edgeresnet_frames_processed_total ([0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex Processed();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

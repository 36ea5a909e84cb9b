using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeResNet.Tests.Capture;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Inference;
using OpenCvSharp;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>What Ctrl-C and SIGTERM leave behind. What hangs is left after some seconds (VerbRunnerTest); here the limit only tells an end from a hang.</summary>
public sealed partial class ShutdownTest : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder folder = new();

    public ShutdownTest()
    {
        TinyModel.WriteBundle(folder["bundle"]);
        Samples.Write(folder["bundle/samples"]);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public async Task Everything_is_flushed_and_the_video_plays(int signal)
    {
        await using LiveProgram live = LiveProgram.Start(folder["bundle"], "demo:fashion?fps=60", [], "--record", folder["v.mkv"], "--summary", folder["s.json"], "--web", "127.0.0.1:0");
        await live.NextAsync(40);
        await EndAsync(live, signal);

        long processed = JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement.GetProperty("frames_processed").GetInt64();
        long told = 40;
        while (await live.NextAsync() is not null)
        {
            told++;
        }

        Assert.Equal(processed, told);
        using VideoCapture video = new(folder["v.mkv"], VideoCaptureAPIs.FFMPEG);
        using Mat picture = new();
        Assert.True(video.Read(picture) && !picture.Empty());
    }

    [Fact]
    public async Task A_lost_source_keeps_nobody_from_ending()
    {
        await using LiveProgram live = LiveProgram.Start(folder["bundle"], "demo:fashion?fps=60&outage_every=3&outage_seconds=2.9&stall_ms=200", [], "--summary", folder["s.json"], "--wait");
        await live.NextAsync(e => e.GetProperty("state").GetString() == "lost");
        await EndAsync(live, Terminate);
        Assert.True(File.Exists(folder["s.json"]));
    }

    [Fact]
    public async Task A_reader_of_the_events_that_does_not_read_keeps_nobody_from_ending()
    {
        await using LiveProgram live = LiveProgram.Start(folder["bundle"], "demo:fashion?fps=1000", [], "--summary", folder["s.json"], "--web", "127.0.0.1:0");
        await live.NextAsync(1);
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken); // the pipe holds 64 KiB, a few hundred events
        await EndAsync(live, Terminate);
        Assert.True(File.Exists(folder["s.json"]));
    }

    private static async Task EndAsync(LiveProgram live, int signal)
    {
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, Kill(live.Id, signal));
        (int code, string errors) = await live.EndAsync();
        Assert.True(code == 130, $"exit code {code}: {errors}");
        Assert.DoesNotContain("error", errors);
        Assert.True(Stopwatch.GetElapsedTime(start) < limit);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

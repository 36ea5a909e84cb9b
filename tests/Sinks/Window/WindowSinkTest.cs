using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Window;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Overlay;

namespace EdgeResNet.Tests.Sinks.Window;

/// <summary>Tests that change the process's display; no other test may run at the same time.</summary>
[CollectionDefinition(nameof(OneDisplay), DisableParallelization = true)]
public sealed class OneDisplay;

/// <summary>A window on a virtual display. GTK opens one display per process, so both tests are in one class and run in sequence.</summary>
[Collection(nameof(OneDisplay))]
public partial class WindowSinkTest
{
    private const string Xvfb = "/usr/bin/Xvfb";
    private const string Xdotool = "/usr/bin/xdotool";
    private const int Stop = 19; // SIGSTOP

    [Fact]
    public void A_missing_display_advises_the_web_preview()
    {
        string? display = Environment.GetEnvironmentVariable("DISPLAY");
        string? wayland = Environment.GetEnvironmentVariable("WAYLAND_DISPLAY");
        try
        {
            Environment.SetEnvironmentVariable("DISPLAY", null);
            Environment.SetEnvironmentVariable("WAYLAND_DISPLAY", null);
            using PipelineControls controls = new();
            using WindowSink window = new(controls, "edgeresnet");
            DeviceException error = Assert.Throws<DeviceException>(window.Start);
            Assert.Contains("--web", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("DISPLAY", display);
            Environment.SetEnvironmentVariable("WAYLAND_DISPLAY", wayland);
        }
    }

    [Fact]
    public async Task Window_keys_reach_the_pipeline()
    {
        Assert.SkipUnless(File.Exists(Xvfb) && File.Exists(Xdotool), "Xvfb or xdotool is missing (apt-get install xvfb xdotool)");
        using Process server = StartServer();
        try
        {
            string display = ":" + await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Environment.SetEnvironmentVariable("DISPLAY", display);
            _ = SetEnvironment("DISPLAY", display, 1); // what .NET sets does not reach GTK
            _ = SetEnvironment("GDK_BACKEND", "x11", 1);
            using PipelineControls controls = new();
            using WindowSink window = new(controls, "edgeresnet window test");
            window.Start();
            using (PictureLoop loop = new(window))
            {
                await PressUntilAsync("space", () => controls.Paused);
                await PressUntilAsync("s", () => controls.SnapshotRequested);
                await PressUntilAsync("o", () => !controls.OverlayVisible);
                Assert.False(controls.Quitting.IsCancellationRequested);
                Eventually.True(() => window.Status.Delivered > 0);
                await PressUntilAsync("q", () => controls.Quitting.IsCancellationRequested);
            }

            SharedPicture last = new();
            last.Mat.Create(480, 640, OpenCvSharp.MatType.CV_8UC4);
            window.Show(new HudFrame(last, HudStates.Sneaker(), 0));
            window.Worker.Finish(TimeSpan.FromMinutes(1));
            Assert.True(last.TryTake(), "the picture was not let go");
        }
        catch
        {
            server.Kill();
            throw;
        }
        finally
        {
            Environment.SetEnvironmentVariable("DISPLAY", null);
        }
    }

    [Fact]
    public async Task A_hanging_display_does_not_delay_the_end()
    {
        Assert.SkipUnless(File.Exists(Xvfb), "Xvfb is missing (apt-get install xvfb)");
        using TemporaryFolder folder = new();
        using Process server = StartServer();
        try
        {
            string display = ":" + await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            (string, string?)[] environment = [("DISPLAY", display), ("GDK_BACKEND", "x11")];
            await using (LiveProgram live = LiveProgram.Start(ShippedModel.Path, "demo:fashion", environment, "--window", "--seconds", "1", "--summary", folder["s.json"]))
            {
                await live.NextAsync(10);
                Assert.Equal(0, Signal(server.Id, Stop));
                (int code, string errors) = await live.EndAsync();
                Assert.True(code == 0, errors);
                JsonElement window = Assert.Single(JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement.GetProperty("sinks").EnumerateArray(), sink => sink.GetProperty("name").GetString() == "window");
                Assert.Equal("the display does not answer", window.GetProperty("last_problem").GetString());
            }

        }
        finally
        {
            server.Kill();
        }
    }

    [Fact, Long]
    public async Task A_silent_display_is_an_unavailable_device()
    {
        Assert.SkipUnless(File.Exists(Xvfb), "Xvfb is missing (apt-get install xvfb)");
        using Process server = StartServer();
        try
        {
            string display = ":" + await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, Signal(server.Id, Stop));
            await using LiveProgram live = LiveProgram.Start(ShippedModel.Path, "demo:fashion", [("DISPLAY", display), ("GDK_BACKEND", "x11")], "--window");
            (int code, string errors) = await live.EndAsync();
            Assert.Equal(4, code);
            Assert.Contains($"the display '{display}' does not answer", errors);
        }
        finally
        {
            server.Kill();
        }
    }

    // The display ends with its last client, this process.
    private static Process StartServer()
    {
        ProcessStartInfo start = new(Xvfb, ["-terminate", "-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start) ?? throw new InvalidOperationException("Xvfb did not start");
    }

    // A window without a window manager has no focus at first; a key may be lost.
    private static async Task PressUntilAsync(string key, Func<bool> done)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!done())
        {
            using Process press = Process.Start(Xdotool, ["search", "--sync", "--name", "edgeresnet window test", "windowfocus", "key", key]);
            await press.WaitForExitAsync(patience.Token);
            for (int i = 0; i < 20 && !done(); i++)
            {
                await RealTime.PassAsync(TimeSpan.FromMilliseconds(50), patience.Token); // then the key was lost
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

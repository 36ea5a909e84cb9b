using System.Diagnostics;
using System.Text.Json;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Camera.Streaming;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture.Camera;

/// <summary>Opens and loses the fake camera repeatedly. <see cref="StartupHook"/> runs it in a process that has the camera's library loaded.</summary>
internal static class CameraLosses
{
    /// <summary>Environment variable with the number of losses.</summary>
    public const string Order = "EDGERESNET_TEST_LOSSES";

    /// <summary>Generous bound in milliseconds for an immediate return; a camera's own limit is 5 s.</summary>
    public const double BeforePatienceEnds = 4000;

    private const int Settled = 10; // losses after which caches and pools are what they will be

    /// <summary>Runs in a process of its own.</summary>
    public static async Task<Report> StartAsync(FakeCamera camera, int losses)
    {
        CommandResult result = await Command.RunAsync(
            Path.Combine(AppContext.BaseDirectory, "EdgeResNet.EdgeApp"),
            [],
            [.. camera.Environment, (Order, $"{losses}"), ("DOTNET_STARTUP_HOOKS", typeof(CameraLosses).Assembly.Location)]);
        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, result.Error);
        return JsonSerializer.Deserialize<Report>(result.Output)!;
    }

    /// <summary>The program that <see cref="StartAsync"/> starts.</summary>
    public static void Run(string losses)
    {
        using FakeCamera camera = FakeCamera.Attach();
        using Frame frame = new();
        Report report = new();
        (int descriptors, int threads) = (0, 0);
        int newest = 0;
        for (int i = 0; i < int.Parse(losses, System.Globalization.CultureInfo.InvariantCulture); i++)
        {
            using (CameraSource source = CameraSource.Open(i % 2 == 0 ? "camera:0" : "camera:0?width=1280&height=720"))
            {
                _ = source.Read(frame, CancellationToken.None);
                int number = Number(frame);
                report.StaleFrames += number > newest && number <= camera.Frame ? 0 : 1;
                newest = camera.Frame;
                report.SlowestStopMs = Math.Max(report.SlowestStopMs, i % 20 == 0 ? TimeToStop(camera, source, frame) : 0);
                camera.Unplug();
                report.SlowestLossMs = Math.Max(report.SlowestLossMs, TimeToLose(source, frame));
            }

            camera.Replug();
            if (i == Settled)
            {
                (descriptors, threads) = Count();
            }
        }

        (int descriptorsAtEnd, int threadsAtEnd) = Count();
        report.MoreDescriptors = descriptorsAtEnd - descriptors;
        report.MoreThreads = threadsAtEnd - threads;
        report.CamerasOpen = camera.Get(FakeCamera.Field.Open);
        Console.WriteLine(JsonSerializer.Serialize(report));
    }

    private static (int Descriptors, int Threads) Count() => (Directory.GetFileSystemEntries("/proc/self/fd").Length, Directory.GetDirectories("/proc/self/task").Length);

    private static double TimeToLose(CameraSource source, Frame frame)
    {
        long lost = Stopwatch.GetTimestamp();
        try
        {
            while (source.Read(frame, CancellationToken.None))
            {
                // An older picture.
            }
        }
        catch (DeviceException)
        {
            return Stopwatch.GetElapsedTime(lost).TotalMilliseconds;
        }

        throw new InvalidOperationException("the source ended");
    }

    /// <summary>Milliseconds from the cancellation of a read that waits for a stalled camera to its return.</summary>
    private static double TimeToStop(FakeCamera camera, CameraSource source, Frame frame)
    {
        using CancellationTokenSource stop = new();
        camera.Set(FakeCamera.Field.Stalled, 1);
        long stopped = 0;
        using Timer timer = new(_ =>
        {
            stopped = Stopwatch.GetTimestamp();
            stop.Cancel();
        });
        timer.Change(150, Timeout.Infinite);
        while (source.Read(frame, stop.Token))
        {
            // Pictures from before the stall.
        }

        camera.Set(FakeCamera.Field.Stalled, 0);
        return Stopwatch.GetElapsedTime(Volatile.Read(ref stopped)).TotalMilliseconds;
    }

    private static int Number(Frame frame)
    {
        int side = Math.Min(frame.Image.Rows, frame.Image.Cols);
        using Mat square = new(frame.Image, new Rect((frame.Image.Cols - side) / 2, (frame.Image.Rows - side) / 2, side, side));
        using Mat gray = square.CvtColor(ColorConversionCodes.BGR2GRAY);
        return FrameCounter.Read(gray);
    }

    /// <summary>The measurements; growth counts from loss number <see cref="Settled"/>.</summary>
    internal sealed record Report
    {
        public double SlowestLossMs { get; set; }

        public double SlowestStopMs { get; set; }

        public int StaleFrames { get; set; }

        public int MoreDescriptors { get; set; }

        public int MoreThreads { get; set; }

        public int CamerasOpen { get; set; }
    }
}

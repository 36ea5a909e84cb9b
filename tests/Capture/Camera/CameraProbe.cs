using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Camera.Streaming;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture.Camera;

/// <summary>Reads a few pictures of the fake camera and tells what it saw. <see cref="StartupHook"/> runs it in a process that has the camera's library loaded.</summary>
internal static class CameraProbe
{
    /// <summary>Environment variable with the number of pictures and the source.</summary>
    public const string Order = "EDGERESNET_TEST_PROBE";

    /// <summary>Runs in a process of its own.</summary>
    public static async Task<Report> StartAsync(FakeCamera camera, string source, int pictures = 3)
    {
        CommandResult result = await Command.RunAsync(
            Path.Combine(AppContext.BaseDirectory, "EdgeResNet.EdgeApp"),
            [],
            [.. camera.Environment, (Order, $"{pictures} {source}"), ("DOTNET_STARTUP_HOOKS", typeof(CameraProbe).Assembly.Location)]);
        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, result.Error);
        return JsonSerializer.Deserialize<Report>(result.Output)!;
    }

    /// <summary>The program that <see cref="StartAsync"/> starts.</summary>
    public static void Run(string order)
    {
        string[] parts = order.Split(' ', 2);
        Report report = new();
        using Frame frame = new();
        long bytes = 0;
        try
        {
            using CameraSource source = CameraSource.Open(parts[1]);
            int pictures = int.Parse(parts[0], CultureInfo.InvariantCulture);
            for (int i = 0; i < pictures && source.Read(frame, CancellationToken.None); i++)
            {
                report.Ages.Add(Stopwatch.GetElapsedTime(frame.Captured).TotalMilliseconds);
                bytes = i == pictures / 2 ? GC.GetAllocatedBytesForCurrentThread() : bytes;
            }

            report.Allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
            (report.Torn, report.DroppedByDriver, report.PeriodMs) = (source.Torn, source.DroppedByDriver, source.Period.TotalMilliseconds);
            report.Notes.AddRange(Notes(source));
            (report.Width, report.Height) = (frame.Image.Cols, frame.Image.Rows);
            report.Colours.AddRange(Quadrants(frame.Image));
        }
        catch (Exception e) when (e is DeviceException or UsageException)
        {
            report.Error = $"{e.GetType().Name}: {e.Message}";
        }

        Console.WriteLine(JsonSerializer.Serialize(report));
    }

    private static IEnumerable<string> Notes(CameraSource source)
    {
        while (source.TakeNote() is string note)
        {
            yield return note;
        }
    }

    /// <summary>Mean colour (BGR) and deviation of each quadrant, without its edges.</summary>
    private static IEnumerable<double[]> Quadrants(Mat picture)
    {
        (int w, int h) = (picture.Cols / 2, picture.Rows / 2);
        foreach ((int x, int y) in ((int, int)[])[(0, 0), (w, 0), (0, h), (w, h)])
        {
            using Mat part = new(picture, new Rect(x + 4, y + 4, w - 8, h - 8));
            Cv2.MeanStdDev(part, out Scalar mean, out Scalar deviation);
            yield return [mean.Val0, mean.Val1, mean.Val2, Math.Max(deviation.Val0, Math.Max(deviation.Val1, deviation.Val2))];
        }
    }

    /// <summary>What it saw.</summary>
    internal sealed record Report
    {
        public string? Error { get; set; }

        public int Width { get; set; }

        public int Height { get; set; }

        public long Torn { get; set; }

        public long DroppedByDriver { get; set; }

        public double PeriodMs { get; set; }

        /// <summary>Bytes on the managed heap for the second half of the pictures.</summary>
        public long Allocated { get; set; }

        public List<double> Ages { get; init; } = [];

        public List<string> Notes { get; init; } = [];

        public List<double[]> Colours { get; init; } = [];
    }
}

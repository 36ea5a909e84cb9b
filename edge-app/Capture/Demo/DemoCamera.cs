using System.Diagnostics;
using EdgeResNet.EdgeApp.Threads;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Demo;

/// <summary>A simulated camera: delivers a <see cref="DemoScene"/> at a fixed rate, with the true classes, and planned outages on request.</summary>
internal sealed class DemoCamera : IFrameSource
{
    /// <summary>Highest rate of the option; the machine may reach less.</summary>
    public const double MostFramesPerSecond = 10_000;

    /// <summary>The rate unless the source names another.</summary>
    public const double UsualFramesPerSecond = 30;

    private readonly DemoScene scene;
    private readonly FrameClock clock; // ticks twice a picture
    private readonly DemoOutage? outage;
    private readonly Size size;
    private readonly Picture stage = new();
    private readonly Picture scaled = new();
    private long next;

    private DemoCamera(string name, DemoSamples samples, double framesPerSecond, int seed, Size size, DemoOutage? outage)
    {
        Name = name;
        this.size = size;
        this.outage = outage;
        Period = TimeSpan.FromSeconds(1 / framesPerSecond);
        scene = new DemoScene(samples, framesPerSecond, seed);
        clock = new FrameClock(2 * framesPerSecond);
    }

    public string Name { get; }

    public bool IsLive => true;

    public TimeSpan Period { get; }

    /// <summary>Opens <c>demo:fashion?fps=30&amp;seed=1&amp;width=640&amp;height=480</c>; <c>outage_every</c> and <c>outage_seconds</c> plan outages.</summary>
    /// <param name="text">The source as the user wrote it.</param>
    /// <param name="samplesFolder">Folder of the pictures.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="UsageException">The demo is unknown, or an option is wrong.</exception>
    /// <exception cref="InputException">The pictures are not usable.</exception>
    /// <exception cref="DeviceException">A planned outage is in progress.</exception>
    public static DemoCamera Open(string text, string samplesFolder, int classes)
    {
        SourceAddress address = SourceAddress.Parse(text, "fps", "seed", "width", "height", "outage_every", "outage_seconds");
        if (address.Name != "demo:fashion")
        {
            throw new UsageException($"source {text}: no such demo camera; expected demo:fashion");
        }

        double framesPerSecond = address.Number("fps", 0.1, MostFramesPerSecond) ?? UsualFramesPerSecond;
        int seed = address.WholeNumber("seed", 0, int.MaxValue) ?? 1;
        Size size = new(address.WholeNumber("width", 64, 7680) ?? DemoScene.Size.Width, address.WholeNumber("height", 48, 4320) ?? DemoScene.Size.Height);
        DemoOutage? outage = OutageOf(address);
        return outage is { IsNow: true }
            ? throw new DeviceException($"{text}: planned outage")
            : new DemoCamera(text, DemoSamples.Load(samplesFolder, classes), framesPerSecond, seed, size, outage);
    }

    /// <summary>Draws the next picture half a period early and delivers it on time. Drawing simulates the world: no measured time includes it, and it takes no core from the frame before.</summary>
    public bool Read(Frame frame, CancellationToken stop)
    {
        if (!clock.Wait(stop))
        {
            return false;
        }

        frame.Truth = Draw(frame.Picture);
        frame.Name = null;
        frame.CaptureMs = 0;
        if (!clock.Wait(stop))
        {
            return false;
        }

        if (outage is { IsNow: true })
        {
            stop.WaitHandle.WaitOne(); // silent, like an unplugged camera
            return false;
        }

        frame.Captured = Stopwatch.GetTimestamp();
        next++;
        return true;
    }

    public void Dispose()
    {
        scene.Dispose();
        stage.Dispose();
        scaled.Dispose();
    }

    private static DemoOutage? OutageOf(SourceAddress address)
    {
        double? every = address.Number("outage_every", 1, 1e6);
        double? length = address.Number("outage_seconds", 0.1, 1e6);
        return (every, length) switch
        {
            (null, null) => null,
            (double period, double seconds) when seconds < period => new DemoOutage(period, seconds),
            _ => throw new UsageException($"source {address.Text}: outage_every and outage_seconds need each other, and outage_every must be larger"),
        };
    }

    /// <summary>Draws the scene in the requested size: fitted, with its edges extended.</summary>
    private int Draw(Picture picture)
    {
        if (size == DemoScene.Size)
        {
            return scene.Render(next, picture);
        }

        int truth = scene.Render(next, stage);
        double factor = Math.Min((double)size.Width / DemoScene.Size.Width, (double)size.Height / DemoScene.Size.Height);
        Size inner = new(Math.Max(1, (int)(DemoScene.Size.Width * factor)), Math.Max(1, (int)(DemoScene.Size.Height * factor)));
        stage.Resize(scaled, inner);
        int left = (size.Width - inner.Width) / 2;
        int top = (size.Height - inner.Height) / 2;
        scaled.Extend(picture, top, size.Height - inner.Height - top, left, size.Width - inner.Width - left);
        return truth;
    }
}

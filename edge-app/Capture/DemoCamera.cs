using System.Diagnostics;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>A camera without a camera: delivers a <see cref="DemoScene"/> at a fixed rate, with the truth about it.</summary>
internal sealed class DemoCamera : IFrameSource
{
    private readonly DemoSamples samples;
    private readonly DemoScene scene;
    private readonly FrameClock clock;
    private long next;

    /// <summary>Takes over <paramref name="samples"/>.</summary>
    private DemoCamera(string name, DemoSamples samples, double framesPerSecond, int seed)
    {
        Name = name;
        this.samples = samples;
        scene = new DemoScene(samples, framesPerSecond, seed);
        clock = new FrameClock(framesPerSecond);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool IsLive => true;

    /// <summary>Opens <c>demo:fashion?fps=30&amp;seed=1</c>.</summary>
    /// <param name="text">The source as the user wrote it.</param>
    /// <param name="samplesFolder">Where the pictures are.</param>
    /// <param name="classes">How many classes the labels number.</param>
    /// <exception cref="UsageException">There is no such demo, or an option is wrong.</exception>
    /// <exception cref="InputException">The pictures are not usable.</exception>
    public static DemoCamera Open(string text, string samplesFolder, int classes)
    {
        SourceAddress address = SourceAddress.Parse(text, "fps", "seed");
        if (address.Name != "demo:fashion")
        {
            throw new UsageException($"source {text}: there is no such demo camera; there is demo:fashion");
        }

        double framesPerSecond = address.Number("fps", 0.1, 1000) ?? 30;
        int seed = address.WholeNumber("seed", 0, int.MaxValue) ?? 1;
        return new DemoCamera(text, DemoSamples.Load(samplesFolder, classes), framesPerSecond, seed);
    }

    /// <summary>Draws the next picture ahead of its moment and delivers it at that moment: drawing is the world, not the camera, and counts in no time.</summary>
    public bool Read(Frame frame, CancellationToken stop)
    {
        frame.Truth = scene.Render(next, frame.Image);
        frame.Name = null;
        frame.CaptureMs = 0;
        if (!clock.Wait(stop))
        {
            return false;
        }

        frame.Captured = Stopwatch.GetTimestamp();
        next++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        scene.Dispose();
        samples.Dispose();
    }
}

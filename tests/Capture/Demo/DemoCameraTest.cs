using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.EdgeApp.Capture.Opening;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Inference;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture.Demo;

public sealed class DemoCameraTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_pipeline_classifies_the_demo_camera_correctly()
    {
        string path = TinyModel.WriteBundle(folder["bundle"]);
        Samples.Write(folder["bundle/samples"]);
        ModelBundle bundle = ModelBundle.Open(path);
        using PipelineControls controls = new();
        using OnnxImageClassifier classifier = new(OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu" }));
        using IFrameSource source = SourceFactory.Open("demo:fashion?fps=200", bundle);

        // The object always covers the middle of the scene, so its brightness alone decides.
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls, FrameLimit = 300, Region = new PixelRect(200, 120, 240, 240) }.Run(Stop);
        Assert.Equal(300, summary.FramesProcessed);
        Assert.Equal(1.0, summary.Top1);
        Assert.InRange(summary.AllocatedBytesPerFrame, 0, 8);
        Assert.Equal(("brightness", "cpu", 0), (summary.Model, summary.Ep, summary.Reconnects));
    }

    [Fact]
    public void The_seed_determines_the_pictures()
    {
        Samples.Write(folder["samples"]);
        Assert.Equal(Pictures(seed: 5), Pictures(seed: 5));
        Assert.NotEqual(Pictures(seed: 5), Pictures(seed: 6));
    }

    [Fact]
    public void Objects_move_and_every_sample_appears()
    {
        Samples.Write(folder["samples"]);
        DemoSamples samples = DemoSamples.Load(folder["samples"], classes: 3);
        using DemoScene scene = new(samples, framesPerSecond: 10, seed: 1);
        using Mat before = new();
        using Picture picture = new();
        Mat after = picture.Mat;
        scene.Render(0, picture);
        after.CopyTo(before);
        List<int> truths = [];
        for (int frame = 1; frame <= 88; frame++)
        {
            truths.Add(scene.Render(frame, picture));
            Assert.Equal((640, 480, 3), (after.Cols, after.Rows, after.Channels()));
            Assert.NotEqual(0, Cv2.Norm(before, after));
            after.CopyTo(before);
        }

        // 7 objects in 8.75 s: four bright ones and three dark ones.
        Assert.InRange(truths.Count(truth => truth == 2), 4 * 12, 4 * 13);
    }

    [Fact]
    public void An_object_contains_no_pixels_of_its_atlas_neighbours()
    {
        Samples.Write(folder["samples"]); // dark ones beside bright ones
        DemoSamples samples = DemoSamples.Load(folder["samples"], classes: 3);
        using DemoScene scene = new(samples, framesPerSecond: 2, seed: 1);
        using Picture picture = new();
        for (int frame = 0; frame < 40; frame++)
        {
            if (scene.Render(frame, picture) == 0)
            {
                using Mat gray = picture.Mat.CvtColor(ColorConversionCodes.BGR2GRAY);
                gray.MinMaxLoc(out _, out double brightest);
                Assert.InRange(brightest, 0, 110);
            }
        }
    }

    [Fact]
    public void Neither_pictures_nor_new_objects_allocate_on_the_managed_heap()
    {
        Samples.Write(folder["samples"]);
        DemoSamples samples = DemoSamples.Load(folder["samples"], classes: 3);
        using DemoScene scene = new(samples, framesPerSecond: 2, seed: 1); // an object lasts for two pictures or three
        using Picture picture = new();
        int next = 0;
        while (next < 10)
        {
            scene.Render(next++, picture);
        }

        Assert.Equal(0, Allocation.OfThousandCalls(_ => scene.Render(next++, picture)));
    }

    [Fact]
    public void The_camera_keeps_its_rate_without_drift()
    {
        Samples.Write(folder["samples"]);
        using DemoCamera camera = DemoCamera.Open("demo:fashion?fps=500", folder["samples"], classes: 3);
        using Frame frame = new();
        Assert.True(camera.Read(frame, Stop));
        long first = frame.Captured;
        for (int i = 0; i < 100; i++)
        {
            Assert.True(camera.Read(frame, Stop));
        }

        // Never faster than requested; slower only on a busy machine.
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(first, frame.Captured).TotalSeconds > 0.19);
    }

    [Theory]
    [InlineData("demo:cats", "expected demo:fashion")]
    [InlineData("demo:fashion?fsp=30", "known here: fps, seed")]
    [InlineData("demo:fashion?fps", "needs a value")]
    [InlineData("demo:fashion?fps=0", "0.1 to 10000")]
    [InlineData("demo:fashion?seed=x", "whole number")]
    [InlineData("demo:fashion?seed=1&seed=2", "twice")]
    public void A_wrong_demo_source_is_a_usage_error(string source, string part)
    {
        UsageException thrown = Assert.Throws<UsageException>(() => DemoCamera.Open(source, Samples.Write(folder["samples"]), classes: 3));
        Assert.Contains(part, thrown.Message);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Theory]
    [InlineData("count", 8)]
    [InlineData("columns", 0)]
    [InlineData("width", 27)]
    [InlineData("more", 1)]
    public void Samples_that_do_not_fit_their_labels_are_refused(string key, int value)
    {
        Samples.Write(folder["samples"], index =>
        {
            index[key] = value;
            return index;
        });
        Assert.Throws<InputException>(() => DemoSamples.Load(folder["samples"], classes: 3));
    }

    [Fact]
    public void A_label_that_the_model_lacks_and_a_missing_atlas_are_refused()
    {
        Samples.Write(folder["samples"]);
        Assert.Contains("2 classes", Assert.Throws<InputException>(() => DemoSamples.Load(folder["samples"], classes: 2)).Message);
        File.Delete(folder["samples/images.png"]);
        Assert.Contains("images.png", Assert.Throws<InputException>(() => DemoSamples.Load(folder["samples"], classes: 3)).Message);
    }

    [Theory]
    [InlineData(1280, 720)]
    [InlineData(320, 240)]
    [InlineData(100, 400)]
    public void Pictures_have_the_requested_size_with_the_object_centred(int width, int height)
    {
        Samples.Write(folder["samples"]);
        using DemoCamera camera = DemoCamera.Open($"demo:fashion?fps=500&width={width}&height={height}", folder["samples"], classes: 3);
        using Frame frame = new();
        Assert.True(camera.Read(frame, Stop));
        Assert.Equal((width, height, 3), (frame.Image.Cols, frame.Image.Rows, frame.Image.Channels()));
        using Mat middle = new(frame.Image, new Rect(width / 2 - 5, height / 2 - 5, 10, 10));
        Assert.Equal(frame.Truth == 2, Cv2.Mean(middle).Val1 > 150);
    }

    [Fact]
    public void A_planned_outage_silences_the_camera_for_its_length()
    {
        Samples.Write(folder["samples"]);
        const string text = "demo:fashion?fps=100&outage_every=1&outage_seconds=0.3";
        using CancellationTokenSource stall = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using Frame frame = new();
        using DemoCamera camera = OpenWhenThere();
        while (camera.Read(frame, stall.Token))
        {
            // Delivers until its outage. The test then ends the wait, like the watchdog.
            stall.CancelAfter(200);
        }

        Assert.Contains("planned outage", Assert.Throws<DeviceException>(() => DemoCamera.Open(text, folder["samples"], classes: 3)).Message);
        using DemoCamera again = OpenWhenThere();
        Assert.True(again.Read(frame, Stop));

        DemoCamera OpenWhenThere()
        {
            while (true)
            {
                try
                {
                    return DemoCamera.Open(text, folder["samples"], classes: 3);
                }
                catch (DeviceException)
                {
                    Thread.Yield();
                }
            }
        }
    }

    [Theory]
    [InlineData("demo:fashion?outage_every=10")]
    [InlineData("demo:fashion?outage_seconds=10")]
    [InlineData("demo:fashion?outage_every=10&outage_seconds=10")]
    public void An_outage_needs_a_period_and_a_shorter_length(string text)
    {
        Samples.Write(folder["samples"]);
        Assert.Throws<UsageException>(() => DemoCamera.Open(text, folder["samples"], classes: 3));
    }

    private byte[] Pictures(int seed)
    {
        DemoSamples samples = DemoSamples.Load(folder["samples"], classes: 3);
        using DemoScene scene = new(samples, framesPerSecond: 10, seed);
        using Picture picture = new();
        List<byte> bytes = [];
        for (int frame = 0; frame < 30; frame++)
        {
            scene.Render(frame, picture);
            Assert.True(picture.Mat.GetArray(out Vec3b[] pixels));
            bytes.AddRange(pixels.Where((_, i) => i % 997 == 0).SelectMany(pixel => new[] { pixel.Item0, pixel.Item1, pixel.Item2 }));
        }

        return [.. bytes];
    }
}

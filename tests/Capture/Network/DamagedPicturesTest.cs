using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Network;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Tests.Pictures;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture.Network;

public class DamagedPicturesTest
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Damaged_pictures_of_an_MJPEG_camera_are_left_out_and_counted()
    {
        byte[] jpeg = SampleJpeg.Encode();
        byte[] bomb = SampleJpeg.Resized(jpeg, 32767, 32767);
        using LoopbackServer server = LoopbackServer.Parts(jpeg, SampleJpeg.Cut(jpeg), SampleJpeg.WithoutMiddle(jpeg), jpeg, jpeg[..^40], bomb, "<html>"u8.ToArray(), jpeg);
        using IFrameSource source = HttpSource.Open(server.Url, Stop);
        using Frame frame = new();
        List<long> torn = [];
        for (int i = 0; i < 3; i++)
        {
            Assert.True(source.Read(frame, Stop));
            torn.Add(source.Torn);
        }

        Assert.Equal([0, 2, 5], torn);
    }

    [Fact]
    public void Pictures_with_harmless_extra_bytes_are_the_same_pictures()
    {
        byte[] jpeg = SampleJpeg.Encode();
        using LoopbackServer server = LoopbackServer.Parts(jpeg, SampleJpeg.Insert(jpeg, jpeg.Length - 2, 0, 0), [.. jpeg, .. new byte[512]], jpeg[..^2], SampleJpeg.Insert(jpeg, 2, 1, 2, 3));
        using IFrameSource source = HttpSource.Open(server.Url, Stop);
        using Frame frame = new();
        using Mat whole = Mat.ImDecode(jpeg);
        for (int i = 0; i < 5; i++)
        {
            Assert.True(source.Read(frame, Stop));
            Assert.Equal(0, Cv2.Norm(whole, frame.Image));
        }

        Assert.Equal(0, source.Torn);
    }

    [Fact]
    public void A_camera_with_only_damaged_pictures_is_an_unavailable_device()
    {
        byte[] torn = SampleJpeg.Cut(SampleJpeg.Encode());
        using LoopbackServer server = LoopbackServer.Parts([.. Enumerable.Repeat(torn, 20)]);
        using IFrameSource source = HttpSource.Open(server.Url, Stop);
        using Frame frame = new();
        DeviceException thrown = Assert.Throws<DeviceException>(() => source.Read(frame, Stop));
        Assert.EndsWith("sends 10 consecutive parts that are not whole JPEG pictures (its last rows are missing); try a lower resolution or quality, and check the network", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_counts_damaged_pictures()
    {
        byte[] jpeg = SampleJpeg.Encode();
        byte[] torn = SampleJpeg.Cut(jpeg);
        using LoopbackServer server = LoopbackServer.Parts(torn, jpeg, torn, torn, jpeg, jpeg);
        using PipelineControls controls = new();
        using CounterClassifier classifier = new();
        using StartSignal source = new(HttpSource.Open(server.Url, Stop), classifier.Begin);
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls, FrameLimit = 1 }.Run(Stop);
        Assert.InRange(summary.FramesTorn, 1, 3);
    }
}

using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Network;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Capture.Network;

/// <summary>Cameras that send packets over UDP only.</summary>
public sealed class RtspTransportTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", 1)] // asks for TCP, is refused with 461, and asks for UDP
    [InlineData("?transport=udp", 0)]
    public void A_camera_without_TCP_is_received_over_UDP(string option, int asked)
    {
        using RtspServer server = RtspServer.Create(folder, refusesTcp: true);
        SourceOptions options = SourceOptions.Parse(server.Url + option);
        Assert.Equal(server.Url, options.Address);
        using FfmpegSource source = Open(options);
        using Frame frame = new();
        Assert.True(source.Read(frame, TestContext.Current.CancellationToken));
        Assert.Equal(asked, server.AskedForTcp);
    }

    [Fact]
    public void With_TCP_asked_for_nothing_else_is_tried()
    {
        using RtspServer server = RtspServer.Create(folder, refusesTcp: true);
        using FfmpegSource source = Open(SourceOptions.Parse($"{server.Url}?transport=tcp"));
        using Frame frame = new();
        Assert.Contains("sends no picture (ffmpeg: ", Assert.ThrowsAny<DeviceException>(() => source.Read(frame, TestContext.Current.CancellationToken)).Message);
        Assert.Equal(1, server.AskedForTcp);
    }

    private static FfmpegSource Open(SourceOptions options) =>
        FfmpegSource.Open(FfmpegInput.Of(NetworkAddress.Parse(options.Address), new NetworkOptions { Transport = options.Transport }, FfmpegSource.LongestSilence));
}

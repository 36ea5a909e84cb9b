using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>When the pipeline counts as alive.</summary>
public sealed class HeartbeatTest : IDisposable
{
    private readonly ServiceManager service = ServiceManager.From(name => name == "NOTIFY_SOCKET" ? "/nobody" : null)!;
    private readonly FrameChannel channel = FrameChannel.Newest(CancellationToken.None);
    private readonly PipelineControls controls = new();
    private readonly SourceConnection camera = SourceConnection.Open(() => throw new DeviceException("unplugged"), "camera:0", SourceOptions.DefaultStall, wait: true);

    public void Dispose()
    {
        service.Dispose();
        channel.Dispose();
        controls.Dispose();
        camera.Dispose();
    }

    [Fact]
    public void The_heartbeat_continues_while_the_inference_thread_runs()
    {
        Heartbeat heartbeat = Create(camera);
        TakeFrame();
        Assert.True(heartbeat.IsAlive());
        TakeFrame();
        Assert.True(heartbeat.IsAlive());
    }

    [Fact]
    public void A_hanging_inference_thread_stops_the_heartbeat()
    {
        Heartbeat heartbeat = Create(camera);
        TakeFrame();
        Assert.True(heartbeat.IsAlive());
        Assert.False(heartbeat.IsAlive());
    }

    [Fact]
    public void An_inference_thread_that_waits_for_a_frame_is_alive()
    {
        Heartbeat heartbeat = Create(camera);
        Thread inference = new(() => channel.Next());
        inference.Start();
        Eventually.True(heartbeat.IsAlive, () => "it never waited");
        Assert.True(heartbeat.IsAlive());
        Assert.True(heartbeat.IsAlive());
        channel.Complete();
        inference.Join();
    }

    [Fact]
    public void A_stuck_capture_thread_stops_the_heartbeat()
    {
        Heartbeat heartbeat = Create(camera, capturePatience: TimeSpan.Zero);
        TakeFrame();
        Assert.False(heartbeat.IsAlive());
    }

    [Fact]
    public void A_lost_source_does_not_stop_the_heartbeat()
    {
        camera.Health.Lose("unplugged");
        Heartbeat heartbeat = new(service, camera, channel, controls);
        TakeFrame();
        Assert.True(heartbeat.IsAlive());
    }

    [Fact]
    public void A_paused_file_does_not_stop_the_heartbeat()
    {
        using CounterSource film = new(frames: 1, isLive: false);
        Heartbeat heartbeat = Create(SourceConnection.To(film));
        Assert.False(heartbeat.IsAlive());
        controls.SetPaused(true);
        Assert.True(heartbeat.IsAlive());
    }

    private Heartbeat Create(SourceConnection source, TimeSpan? capturePatience = null) =>
        new(service, source, channel, controls) { CapturePatience = capturePatience ?? TimeSpan.FromMinutes(1) };

    private void TakeFrame()
    {
        channel.BeginWrite();
        channel.EndWrite();
        channel.Next();
    }
}

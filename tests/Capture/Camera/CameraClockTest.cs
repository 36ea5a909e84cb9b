using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture.Camera.Streaming;
using EdgeResNet.Tests.Fakes;
using static EdgeResNet.Tests.Fakes.FakeCamera;

namespace EdgeResNet.Tests.Capture.Camera;

/// <summary>Timestamps, rates and patience by what is measured, not by what is promised.</summary>
public sealed class CameraClockTest
{
    private const uint Unknown = 0;
    private const uint Monotonic = 0x2000;
    private const uint Copy = 0x4000;
    private static readonly TimeSpan period = TimeSpan.FromMilliseconds(33);

    [Theory]
    [InlineData(1, "zero")]
    [InlineData(2, "5.0 s old")]
    [InlineData(3, "in the future")]
    [InlineData(4, "going back")]
    [InlineData(5, "copied from elsewhere")]
    public async Task A_timestamp_that_cannot_be_is_not_believed_and_said_once(int clock, string problem)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.Clock, clock);
        CameraProbe.Report seen = await CameraProbe.StartAsync(camera, "camera:0", 24);
        Assert.Equal($"camera:0: its driver's timestamps are not used ({problem}); a frame's age starts when it arrives", Assert.Single(seen.Notes));
        Assert.All(seen.Ages, age => Assert.InRange(age, 0, 390));
    }

    [Theory]
    [InlineData(Monotonic, -0.05, true)]
    [InlineData(Unknown, -0.05, true)] // either clock; it fits
    [InlineData(Copy, -0.05, false)]
    [InlineData(Monotonic, -0.9, true)]
    [InlineData(Monotonic, -1.5, false)]
    [InlineData(Monotonic, 0.02, true)] // clocks differ a little; then it is now
    [InlineData(Monotonic, 0.2, false)]
    [InlineData(Unknown, 1e9, false)] // the wall clock
    public void A_timestamp_is_judged_by_flag_and_plausibility(uint flags, double seconds, bool believed)
    {
        BufferClock clock = new(period);
        long arrived = 1000 * Stopwatch.Frequency;
        Assert.Equal(believed ? arrived + (long)(Math.Min(0, seconds) * Stopwatch.Frequency) : arrived, clock.CapturedAt(At(1000 + seconds, flags), arrived - Stopwatch.Frequency / 10, arrived), Stopwatch.Frequency / 1000.0);
        Assert.Equal(believed, clock.Problem is null);
    }

    [Fact]
    public void A_picture_that_waited_while_the_program_slept_is_as_old_as_it_says()
    {
        BufferClock clock = new(period);
        long arrived = 1000 * Stopwatch.Frequency;
        Assert.Equal(arrived - (30 * Stopwatch.Frequency), clock.CapturedAt(At(970, Monotonic), arrived - (30 * Stopwatch.Frequency), arrived));
        Assert.Null(clock.Problem);
    }

    [Fact]
    public void The_pace_is_generous_until_measured_and_then_the_slower_of_promise_and_measure()
    {
        CameraPace pace = new(period);
        Assert.True(pace.Period > TimeSpan.FromSeconds(1));
        long at = Stopwatch.GetTimestamp();
        for (int i = 0; i < 4; i++)
        {
            pace.Came(at += Stopwatch.Frequency / 30);
        }

        Assert.InRange(pace.Period.TotalMilliseconds, 83, 84); // three of them are a quarter of a second: an exposure in the dark
        for (int i = 0; i < 8; i++)
        {
            pace.Came(at += Stopwatch.Frequency / 2);
        }

        Assert.Equal(500, pace.Period.TotalMilliseconds, 0.1);
    }

    [Theory]
    [InlineData(30, 30, 1, null)]
    [InlineData(30, 27, 1, null)]
    [InlineData(30, 15, 1, 15.0)]
    [InlineData(30, 15, 2, null)] // every other one was dropped: the camera keeps its rate
    [InlineData(30, 60, 1, 60.0)]
    [InlineData(30, 30, 3, null)] // a driver that skips numbers is not fast
    [InlineData(0, 15, 1, null)]
    [InlineData(0.5, 0.5, 1, null)]
    public void A_rate_is_compared_over_two_seconds(double promised, double rate, long passed, double? said)
    {
        RateCheck check = new(promised);
        double[] found = [.. Enumerable.Range(1, 200).Select(i => check.Came((long)(i / rate * Stopwatch.Frequency), passed)).OfType<double>()];
        Assert.Equal(said is null ? 0 : 1, found.Length);
        Assert.Equal(said ?? 0, found.SingleOrDefault(), 0.5);
    }

    private static FilledBuffer At(double seconds, uint flags) => new(0, 0, 0, flags, 0, (long)seconds, (long)((seconds - Math.Floor(seconds)) * 1e6));
}

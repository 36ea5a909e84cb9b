using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>How a <see cref="FlakyCamera"/> stops delivering.</summary>
internal enum Loss
{
    /// <summary>Reading fails with an error.</summary>
    Error,

    /// <summary>Reading hangs but can be cancelled.</summary>
    Silence,

    /// <summary>Reading hangs in a driver that ignores cancellation, until <see cref="FlakyCamera.Unstick"/>.</summary>
    Stuck,
}

/// <summary>A camera that is lost after every few pictures. Its picture numbers continue over all openings.</summary>
internal sealed class FlakyCamera(int picturesUntilLoss, Loss loss, int failingOpens = 1, int losses = int.MaxValue)
{
    private readonly TaskCompletionSource unstuck = new();
    private volatile bool stuck;
    private int number;
    private int refusals;
    private int opened;
    private int open;

    /// <summary>Called before each reopening; false refuses it.</summary>
    public Func<bool> MayOpenAgain { get; init; } = () => true;

    /// <summary>Number of failing openings at the start.</summary>
    public int FirstRefusals
    {
        init => refusals = value;
    }

    /// <summary>Number of openings.</summary>
    public int Opened => Volatile.Read(ref opened);

    /// <summary>Number of cameras open now.</summary>
    public int OpenNow => Volatile.Read(ref open);

    /// <summary>True while a read is stuck.</summary>
    public bool IsStuck => stuck;

    /// <summary>Lets a stuck read return.</summary>
    public void Unstick() => unstuck.SetResult();

    public IFrameSource Open()
    {
        if (refusals > 0 || (opened > 0 && !MayOpenAgain()))
        {
            refusals = Math.Max(0, refusals - 1);
            throw new DeviceException("the camera is not there");
        }

        Interlocked.Increment(ref opened);
        Interlocked.Increment(ref open);
        return new Source(this);
    }

    private sealed class Source(FlakyCamera camera) : IFrameSource
    {
        private int delivered;

        public string Name => "flaky";

        public bool IsLive => true;

        public bool Read(Frame frame, CancellationToken stop)
        {
            if (delivered == camera.PicturesUntilLoss && camera.Opened <= camera.Losses)
            {
                camera.refusals = camera.FailingOpens;
                return camera.Lose(stop);
            }

            FrameCounter.Draw(frame.Image, camera.number++ & 0xFFFF);
            frame.Captured = Stopwatch.GetTimestamp();
            frame.CaptureMs = 0;
            frame.Truth = null;
            frame.Name = null;
            delivered++;
            return true;
        }

        public void Dispose() => Interlocked.Decrement(ref camera.open);
    }

    private int PicturesUntilLoss => picturesUntilLoss;

    private int Losses => losses;

    private int FailingOpens => failingOpens;

    private bool Lose(CancellationToken stop)
    {
        switch (loss)
        {
            case Loss.Error:
                throw new DeviceException("the camera was unplugged");
            case Loss.Silence:
                stop.WaitHandle.WaitOne();
                return false;
            default:
                stuck = true;
                unstuck.Task.Wait(CancellationToken.None);
                stuck = false;
                return false;
        }
    }
}

using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture;

/// <summary>A live source that throws any exception, at any place. It gives two pictures before it throws in a read.</summary>
internal sealed class OddSource(Exception? reading = null, Exception? closing = null, Exception? whenCancelled = null) : IFrameSource
{
    private int delivered;

    public string Name => "odd";

    public bool IsLive => true;

    public bool Read(Frame frame, CancellationToken stop)
    {
        if (whenCancelled is not null && delivered > 1)
        {
            stop.WaitHandle.WaitOne();
            throw whenCancelled;
        }

        if (delivered++ >= 2 && (reading ?? closing) is not null)
        {
            throw reading ?? new DeviceException("the camera was unplugged");
        }

        frame.Image.Create(new Size(64, 48), MatType.CV_8UC3);
        frame.Image.SetTo(Scalar.Black);
        frame.Captured = Stopwatch.GetTimestamp();
        frame.CaptureMs = 0;
        frame.Truth = null;
        frame.Name = null;
        return true;
    }

    public void Dispose()
    {
        if (closing is not null)
        {
            throw closing;
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Tests.Overlay;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Sinks.Recording;

/// <summary>Shows pictures of noise, large as JPEG, with a <see cref="FrameCounter"/> in their corner, about sixty a second until it is disposed.</summary>
internal sealed class NumberedPictures : IDisposable
{
    private readonly IPictureSink sink;
    private readonly Thread thread;
    private volatile bool stopping;
    private volatile int newest;

    public NumberedPictures(IPictureSink sink)
    {
        this.sink = sink;
        thread = new Thread(Run) { IsBackground = true };
        thread.Start();
    }

    /// <summary>Number of the picture shown last.</summary>
    public int Newest => newest;

    /// <summary>Milliseconds that each call of the sink took, on the thread that stands for the render loop.</summary>
    public ConcurrentQueue<double> Costs { get; } = new();

    /// <summary>The number in an encoded picture.</summary>
    public static int Read(byte[] jpeg)
    {
        using Mat picture = Cv2.ImDecode(jpeg, ImreadModes.Color);
        using Mat corner = new(picture, new Rect(0, 0, FrameCounter.Side, FrameCounter.Side));
        return FrameCounter.Read(corner);
    }

    public void Dispose()
    {
        stopping = true;
        thread.Join();
    }

    private void Run()
    {
        using Mat noise = new(480, 640, MatType.CV_8UC4);
        Cv2.Randu(noise, new Scalar(0, 0, 0, 255), new Scalar(255, 255, 255, 255));
        using Mat corner = new(noise, new Rect(0, 0, FrameCounter.Side, FrameCounter.Side));
        using Mat counter = new();
        using PicturePool pictures = new(1 + sink.MostHeld);
        HudState state = HudStates.Sneaker();
        while (!stopping)
        {
            FrameCounter.Draw(counter, newest + 1);
            Cv2.CvtColor(counter, corner, ColorConversionCodes.BGR2BGRA);
            state.Now.Frame = newest + 1;
            if (sink.Wanted)
            {
                SharedPicture picture = pictures.Take() ?? throw new InvalidOperationException("The sink holds more than it said.");
                noise.CopyTo(picture.Mat);
                long start = Stopwatch.GetTimestamp();
                sink.Show(new HudFrame(picture, state, newest + 1));
                Costs.Enqueue(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                picture.Release();
            }

            newest++;
            RealTime.Pass(milliseconds: 16);
        }
    }
}

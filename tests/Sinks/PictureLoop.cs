using System.Diagnostics;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Tests.Overlay;
using OpenCvSharp;

namespace EdgeResNet.Tests.Sinks;

/// <summary>Replaces the render loop: shows a moving disc with the HUD, thirty times a second until disposed.</summary>
internal sealed class PictureLoop : IDisposable
{
    private readonly IPictureSink[] sinks;
    private readonly Thread thread;
    private volatile bool stopping;
    private volatile string label = "Sneaker";
    private readonly AnsweringModel model;
    private volatile Action<HudState> change = _ => { };
    private volatile Exception? failure;
    private long shown;

    /// <summary>Begins; the sinks stay with the caller and must have been started.</summary>
    public PictureLoop(params IPictureSink[] sinks)
        : this(HudStates.Model, sinks)
    {
    }

    /// <summary>Begins with the results of a model.</summary>
    public PictureLoop(AnsweringModel model, params IPictureSink[] sinks)
    {
        this.model = model;
        this.sinks = sinks;
        thread = new Thread(Run) { Name = "pictures", IsBackground = true };
        thread.Start();
    }

    /// <summary>The label that the pictures carry from now on.</summary>
    public string Label
    {
        get => label;
        set => label = value;
    }

    /// <summary>Changes the state of each following picture; called on the pictures' thread.</summary>
    public Action<HudState> Change
    {
        get => change;
        set => change = value;
    }

    /// <summary>Pictures that the sink wanted.</summary>
    public long Shown => Interlocked.Read(ref shown);

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping = true;
        thread.Join();
        if (failure is Exception error)
        {
            throw new InvalidOperationException("The sink failed.", error);
        }
    }

    private void Run()
    {
        try
        {
            using HudRenderer renderer = new();
            using PicturePool pictures = new(1 + sinks.Sum(sink => sink.MostHeld));
            using Mat raw = new();
            HudState state = HudStates.Sneaker();
            long started = Stopwatch.GetTimestamp();
            for (long i = 0; !stopping; i++)
            {
                SharedPicture picture = pictures.Take() ?? throw new InvalidOperationException("A sink holds more than it said.");
                Draw(renderer, picture.Mat, raw, state, Stopwatch.GetElapsedTime(started).TotalSeconds, i);
                foreach (IPictureSink sink in sinks)
                {
                    if (sink.Wanted)
                    {
                        sink.Show(new HudFrame(picture, state, i) { Raw = raw });
                        Interlocked.Increment(ref shown);
                    }

                    sink.Tick();
                }

                picture.Release();
                RealTime.Pass(milliseconds: 33);
            }
        }
        catch (Exception error)
        {
            failure = error;
        }
    }

    private void Draw(HudRenderer renderer, Mat picture, Mat raw, HudState state, double seconds, long number)
    {
        state.Now.Seconds = seconds;
        state.Now.Frame = state.Now.Processed = number;
        state.Now.Label = label;
        state.Now.Model = model;
        state.Now.AgeMs = 9 + (3 * Math.Sin(seconds * 2));
        state.Now.Top[0] = new HudEntry(7, label, 0.9f);
        change(state);
        picture.Create(480, 640, MatType.CV_8UC4);
        picture.SetTo(new Scalar(70, 60, 50, 255));
        Cv2.Circle(picture, (int)(320 + (150 * Math.Sin(seconds * 4))), 240, 60, new Scalar(90, 200, 250, 255), -1);
        Cv2.CvtColor(picture, raw, ColorConversionCodes.BGRA2BGR);
        renderer.Draw(picture, state);
    }
}

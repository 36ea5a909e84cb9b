using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>The inference thread: frame → input → logits → result, as fast as possible or at a limited rate. Between two frames, another model may take over. Allocates nothing on the managed heap after the warm-up.</summary>
internal sealed class InferenceLoop(ModelSlot models, FrameChannel channel, IReadOnlyList<IResultSink> sinks, DisplayFeed? display, PipelineCounters counters)
{
    private const int Slack = 10; // of an interval, a part by which a frame may come early: a camera is not exact
    private readonly IResultSink[] sinks = [.. sinks]; // an array has no enumerator to allocate
    private Pace? pace;

    /// <summary>Region that the network sees, inside every picture; null for the whole picture.</summary>
    public PixelRect? Region { get; init; }

    /// <summary>True for files: each picture waits for its result.</summary>
    public bool ShowsEveryFrame { get; init; }

    /// <summary>Holds the unknown threshold that a user may change during the run; null for the card's.</summary>
    public PipelineControls? Controls { get; init; }

    /// <summary>Sinks that take some frames with their clean pictures.</summary>
    public IReadOnlyList<IFrameSink> FrameSinks { get; init; } = [];

    /// <summary>Gives each event its time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Ends after this many frames; null for no limit.</summary>
    public long? FrameLimit { get; init; }

    /// <summary>Most frames of a live source in a second; null for all that the network manages.</summary>
    public double? MaxFps { get; init; }

    /// <summary>Whether the thread has real-time priority, except while the network runs; set once it runs.</summary>
    public bool RealTime => pace is { RealTime: true };

    /// <summary>Warms up the first model, so that no real frame waits.</summary>
    public void WarmUp() => models.WarmUp();

    /// <summary>Classifies until the channel ends or the limit is reached.</summary>
    public void Run(RunStatistics statistics)
    {
        pace = Pace.Keep(!ShowsEveryFrame);
        FrameResult result = new();
        Frame? last = null; // ours until the next frame is taken
        long interval = MaxFps is double most ? (long)(Stopwatch.Frequency / most) : 0;
        long due = 0; // no frame from before is taken: after a pause comes a new one, not one that waited
        while (counters.Processed != FrameLimit)
        {
            switch (channel.Next(due - (interval / Slack)))
            {
                case { Frame: Frame frame }:
                    Classify(frame, result, statistics);
                    last = frame;
                    due = interval == 0 ? 0 : (frame.Captured - due < interval ? due : frame.Captured) + interval; // the rate is kept on the average
                    break;
                case { Loss: SourceLoss loss }:
                    Tell(loss, last, result);
                    due = 0; // the first frame afterwards shows that the source is back
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>The model for what comes next; with another model, the threshold of its card.</summary>
    private LoadedModel Model()
    {
        LoadedModel model = models.Take(out bool changed);
        if (changed)
        {
            Controls?.Follow(model.Answering.Output);
        }

        return model;
    }

    private void Classify(Frame frame, FrameResult result, RunStatistics statistics)
    {
        long taken = Stopwatch.GetTimestamp();
        LoadedModel model = Model();
        string? fault;
        try
        {
            Answer(model, frame, result, taken);
            fault = models.Judge(result);
        }
#pragma warning disable CA1031 // not swallowed: the model before answers this frame, and the slot tells the reason
        catch (Exception e) when (models.OnProbation)
#pragma warning restore CA1031
        {
            fault = e.Message;
        }

        if (fault is not null)
        {
            model = models.GoBack(fault);
            Controls?.Follow(model.Answering.Output);
            Answer(model, frame, result, taken);
        }

        Publish(result);
        result.Times = result.Times with { Shown = Stopwatch.GetTimestamp() };
        counters.Processed++;
        statistics.Add(result);
        if (ShowsEveryFrame)
        {
            display?.ShowAndWait(frame, result);
        }
        else
        {
            display?.ShowNewest(result);
        }

        for (int i = 0; i < FrameSinks.Count; i++)
        {
            if (FrameSinks[i].Wants(result))
            {
                FrameSinks[i].Take(frame, result, model.Classifier.Features, Region);
            }
        }
    }

    private void Answer(LoadedModel model, Frame frame, FrameResult result, long taken)
    {
        IImageClassifier classifier = model.Classifier;
        Postprocessor postprocessor = model.Postprocessor;
        model.Preprocessor.Run(frame.View, classifier.Input, Region);
        long prepared = Stopwatch.GetTimestamp();
        classifier.Upload();
        long uploaded = Stopwatch.GetTimestamp();
        Compute(classifier);
        long computed = Stopwatch.GetTimestamp();
        ReadOnlySpan<float> logits = classifier.Download();
        long returned = Stopwatch.GetTimestamp();
        postprocessor.UnknownBelow = Controls?.UnknownBelow ?? postprocessor.UnknownBelow;
        if (frame.Name is not null)
        {
            postprocessor.Reset(); // named pictures are not frames of one film
        }

        result.Model = model.Answering;
        postprocessor.Run(logits, classifier.Known, result);
        result.Times = new FrameTimes
        {
            Captured = frame.Captured,
            Taken = taken,
            Prepared = prepared,
            Uploaded = uploaded,
            Computed = computed,
            Returned = returned,
            Finished = Stopwatch.GetTimestamp(),
            CaptureMs = frame.CaptureMs,
            OverlayMs = counters.OverlayMs,
        };
        result.Frame = frame.Index;
        result.Name = frame.Name;
        result.Truth = model.Truth(frame.Truth);
        result.Reconnects = frame.Reconnects;
    }

    private void Compute(IImageClassifier classifier)
    {
        pace?.Pause();
        try
        {
            classifier.Compute();
        }
        finally
        {
            pace?.Resume();
        }
    }

    /// <summary>Publishes one result for each loss, without picture and classes.</summary>
    private void Tell(SourceLoss loss, Frame? last, FrameResult result)
    {
        LoadedModel model = Model();
        if (last is not null)
        {
            display?.ShowLast(last);
        }

        result.Model = model.Answering;
        result.Times = FrameTimes.OfLoss(last?.Captured ?? loss.At, loss.At);
        result.State = ResultState.Lost;
        result.Truth = null;
        result.Name = null;
        result.Reconnects = loss.Reconnects;
        Publish(result);
        display?.ShowNewest(result);
        model.Postprocessor.Reset();
    }

    private void Publish(FrameResult result)
    {
        result.Stamp(Clock);
        foreach (IResultSink sink in sinks)
        {
            sink.Publish(result);
        }
    }
}

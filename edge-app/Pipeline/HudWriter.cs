using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Fills the HUD state from result, frame, counters and sinks. Used by the render loop's thread; allocates only when a text changes.</summary>
/// <param name="model">The model at the start; results name later ones.</param>
/// <param name="connection">The source.</param>
/// <param name="counters">Counters shared by the loops.</param>
/// <param name="controls">What the user requested.</param>
/// <param name="statuses">Statuses whose problems are shown, most important first.</param>
internal sealed class HudWriter(AnsweringModel model, SourceConnection connection, PipelineCounters counters, PipelineControls controls, SinkStatus[] statuses)
{
    private readonly RateMeter captureRate = new();
    private readonly RateMeter inferenceRate = new();
    private readonly RateMeter displayRate = new();
    private (string Sink, string Problem, string Text) warning = ("", "", "");

    /// <summary>The HUD state.</summary>
    public HudState State { get; } = new()
    {
        Source = connection.Name,
        Now = { Model = model },
    };

    /// <summary>Takes the newest result. A loss changes only state and age: the last label stays under the banner.</summary>
    public void Take(FrameResult result)
    {
        ref HudMoment now = ref State.Now;
        now.HasResult = true;
        now.State = result.State;
        now.AgeMs = result.Times.AgeMs;
        if (result.State == ResultState.Lost)
        {
            return;
        }

        IReadOnlyList<string> labels = result.Model.Labels;
        now.Model = result.Model;
        now.Times = result.Times;
        now.Label = labels[result.ShownClass];
        now.Known = result.Known;
        now.Truth = result.Truth is int truth ? labels[truth] : null;
        now.TopCount = result.TopCount;
        for (int i = 0; i < now.TopCount; i++)
        {
            now.Top[i] = new HudEntry(result.TopClasses[i], labels[result.TopClasses[i]], result.TopScores[i]);
        }
    }

    /// <summary>Takes the frame that is shown next.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="drawn">Pictures drawn before.</param>
    /// <param name="elapsed">Seconds since the start.</param>
    public void Take(Frame frame, long drawn, double elapsed)
    {
        ref HudMoment now = ref State.Now;
        now.Frame = frame.Index;
        now.PictureAgeMs = Math.Max(Stopwatch.GetElapsedTime(frame.Captured).TotalMilliseconds, 0);
        now.Processed = counters.Processed;
        now.Dropped = counters.Dropped;
        now.Reconnects = connection.Health.Reconnects;
        now.CaptureFps = captureRate.Update(elapsed, counters.Captured);
        now.InferenceFps = inferenceRate.Update(elapsed, now.Processed);
        now.DisplayFps = displayRate.Update(elapsed, drawn);
        now.UnknownBelow = controls.UnknownBelow;
        now.Banner = connection.Health.Banner();
        now.Warning = Problem();
        now.Message = controls.Message;
    }

    /// <summary>The first problem among the statuses, as text; rebuilt only when it changes.</summary>
    private string? Problem()
    {
        foreach (SinkStatus status in statuses)
        {
            if (status.Problem is string problem)
            {
                if (warning.Sink != status.Name || warning.Problem != problem)
                {
                    warning = (status.Name, problem, $"{status.Name}: {problem}");
                }

                return warning.Text;
            }
        }

        return null;
    }
}

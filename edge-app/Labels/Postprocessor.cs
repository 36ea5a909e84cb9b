using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Labels;

/// <summary>Computes scores, best classes, known measure and state from logits. Allocates nothing after construction.</summary>
internal sealed class Postprocessor
{
    private readonly string measure;
    private readonly double temperature;
    private readonly float[] scores;
    private readonly LabelSmoother smoother;

    /// <summary>Prepares for the classes of <paramref name="output"/>.</summary>
    public Postprocessor(OutputSpec output, SmoothingSpec? smoothing = null)
    {
        measure = output.UnknownBy;
        temperature = output.Temperature;
        scores = new float[output.Labels.Count];
        smoother = new LabelSmoother(output, smoothing ?? new SmoothingSpec());
        UnknownBelow = output.UnknownBelow;
    }

    /// <summary>Frames with a lower measure are unknown; 0 for never. Starts with the card's value.</summary>
    public double UnknownBelow { get; set; }

    /// <summary>Clears history: the source was lost, or the next picture is unrelated.</summary>
    public void Reset() => smoother.Reset();

    /// <summary>Goes on where the postprocessor of another model with the same labels stops, so that the label does not flicker.</summary>
    public void Continue(Postprocessor other) => smoother.Continue(other.smoother);

    /// <summary>Fills classes, scores, measure and state of <paramref name="result"/>. Classes and scores are of this frame alone; state and shown class depend on several.</summary>
    /// <param name="logits">One logit for each class.</param>
    /// <param name="graphs">The graph's own measure, <c>[1]</c>; empty if it is computed from the logits.</param>
    /// <param name="result">Receives the result.</param>
    public void Run(ReadOnlySpan<float> logits, ReadOnlySpan<float> graphs, FrameResult result)
    {
        Scores.Softmax(logits, temperature, scores);
        result.TopCount = Math.Min(FrameResult.MostTop, scores.Length);
        Span<int> classes = result.TopClasses;
        Span<float> best = result.TopScores;
        Scores.TopK(scores, classes);
        for (int i = 0; i < classes.Length; i++)
        {
            best[i] = scores[classes[i]];
        }

        double known = Scores.Known(measure, logits, temperature, graphs.IsEmpty ? double.NaN : graphs[0]);
        result.Known = (float)known;
        result.IsUnknown = Scores.IsUnknown(known, UnknownBelow);
        result.State = smoother.Update(logits, classes[0], known, UnknownBelow);
        result.ShownClass = smoother.Shown;
    }
}

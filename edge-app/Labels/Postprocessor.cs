using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Labels;

/// <summary>From logits to scores, the best classes, the measure of what is known, and state. Allocates nothing after its creation.</summary>
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

    /// <summary>The measure below which a frame is unknown; 0: never. Begins with what the card says.</summary>
    public double UnknownBelow { get; set; }

    /// <summary>Forgets earlier frames: the source was lost, or the next picture has nothing to do with the last.</summary>
    public void Reset() => smoother.Reset();

    /// <summary>Fills in classes, scores, measure and state of <paramref name="result"/>. Classes and scores are those of this frame alone; state and shown class follow from several.</summary>
    /// <param name="logits">One number a class.</param>
    /// <param name="graphs">The graph's own measure, <c>[1]</c>; empty where logits are enough.</param>
    /// <param name="result">Is filled in.</param>
    public void Run(ReadOnlySpan<float> logits, ReadOnlySpan<float> graphs, FrameResult result)
    {
        Scores.Softmax(logits, temperature, scores);
        Scores.TopK(scores, result.TopClasses);
        for (int i = 0; i < result.TopClasses.Length; i++)
        {
            result.TopScores[i] = scores[result.TopClasses[i]];
        }

        double known = Scores.Known(measure, logits, temperature, graphs.IsEmpty ? double.NaN : graphs[0]);
        result.Known = (float)known;
        result.IsUnknown = Scores.IsUnknown(known, UnknownBelow);
        result.State = smoother.Update(logits, result.TopClasses[0], known, UnknownBelow);
        result.ShownClass = smoother.Shown;
    }
}

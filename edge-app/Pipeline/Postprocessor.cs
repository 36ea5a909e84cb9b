using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>From logits to scores, the best classes, energy and state. Allocates nothing after its creation.</summary>
internal sealed class Postprocessor
{
    private readonly double temperature;
    private readonly float[] scores;
    private readonly LabelSmoother smoother;

    /// <summary>Prepares for the classes of <paramref name="output"/>.</summary>
    public Postprocessor(OutputSpec output, SmoothingSpec? smoothing = null)
    {
        temperature = output.Temperature;
        scores = new float[output.Labels.Count];
        smoother = new LabelSmoother(scores.Length, temperature, smoothing ?? new SmoothingSpec());
        UnknownBelow = output.UnknownBelow;
    }

    /// <summary>Energy below which a frame is unknown; 0: never. Begins with what the card says.</summary>
    public double UnknownBelow { get; set; }

    /// <summary>Forgets earlier frames: the source was lost, or the next picture has nothing to do with the last.</summary>
    public void Reset() => smoother.Reset();

    /// <summary>Fills in classes, scores, energy and state of <paramref name="result"/>. Classes and scores are those of this frame alone; state and shown class follow from several.</summary>
    public void Run(ReadOnlySpan<float> logits, FrameResult result)
    {
        Scores.Softmax(logits, temperature, scores);
        Scores.TopK(scores, result.TopClasses);
        for (int i = 0; i < result.TopClasses.Length; i++)
        {
            result.TopScores[i] = scores[result.TopClasses[i]];
        }

        double energy = Scores.Energy(logits, temperature);
        result.Energy = (float)energy;
        result.IsUnknown = Scores.IsUnknown(energy, UnknownBelow);
        result.State = smoother.Update(logits, result.TopClasses[0], energy, UnknownBelow);
        result.ShownClass = smoother.Shown;
    }
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>From logits to scores, the best classes and a state. Allocates nothing after its creation.</summary>
internal sealed class Postprocessor
{
    private readonly double temperature;
    private readonly float[] scores;
    private readonly StateTracker tracker;

    /// <summary>Prepares for the classes of <paramref name="output"/>.</summary>
    public Postprocessor(OutputSpec output)
    {
        temperature = output.Temperature;
        scores = new float[output.Labels.Count];
        tracker = new StateTracker(output.UnknownBelow);
    }

    /// <summary>Forgets what it saw: what comes next has nothing to do with it.</summary>
    public void Reset() => tracker.Reset();

    /// <summary>Fills in classes, scores and state of <paramref name="result"/>.</summary>
    public void Run(ReadOnlySpan<float> logits, FrameResult result)
    {
        Scores.Softmax(logits, temperature, scores);
        Scores.TopK(scores, result.TopClasses);
        for (int i = 0; i < result.TopClasses.Length; i++)
        {
            result.TopScores[i] = scores[result.TopClasses[i]];
        }

        result.State = tracker.Update(result.TopClasses[0], result.TopScores[0]);
        result.ShownClass = tracker.Shown;
    }
}

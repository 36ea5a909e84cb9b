using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Whether a picture's best class is believed.</summary>
internal enum PictureState
{
    /// <summary>The picture's energy reaches the model's threshold.</summary>
    Known,

    /// <summary>The energy is below the model's <c>unknown_below</c>, or not finite.</summary>
    Unknown,
}

/// <summary>A class and its probability.</summary>
internal sealed record RankedClass(string Label, float Score);

/// <summary>What a model says about one picture; one line of <c>classify --json</c>.</summary>
internal sealed record PictureResult(string Path, string Label, float Score, PictureState State, IReadOnlyList<RankedClass> Top)
{
    /// <summary>Turns logits into the <paramref name="k"/> most probable classes.</summary>
    public static PictureResult Of(string path, ReadOnlySpan<float> logits, OutputSpec output, int k)
    {
        float[] scores = new float[logits.Length];
        int[] best = new int[k];
        Scores.Softmax(logits, output.Temperature, scores);
        Scores.TopK(scores, best);
        RankedClass[] top = Array.ConvertAll(best, i => new RankedClass(output.Labels[i], scores[i]));
        return new PictureResult(path, top[0].Label, top[0].Score, Scores.IsUnknown(Scores.Energy(logits, output.Temperature), output.UnknownBelow) ? PictureState.Unknown : PictureState.Known, top);
    }
}

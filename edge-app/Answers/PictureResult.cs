using System.Text.Json.Serialization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Answers;

/// <summary>Whether a picture is known.</summary>
internal enum PictureState
{
    /// <summary>The picture's measure reaches the model's threshold.</summary>
    Known,

    /// <summary>The measure is below the model's <c>unknown_below</c>, or not finite.</summary>
    Unknown,
}

/// <summary>A class and its probability.</summary>
internal sealed record RankedClass(string Label, float Score);

/// <summary>Result of one picture; one line of <c>classify --json</c>.</summary>
internal sealed record PictureResult(string Path, string Label, float Score, PictureState State, IReadOnlyList<RankedClass> Top)
{
    /// <summary>The learned pictures most like it, the nearest first; null if not asked for.</summary>
    public IReadOnlyList<NearPicture>? Nearest { get; init; }

    /// <summary>Known measure of the picture: one entry, named by the measure; null if it is not finite.</summary>
    [JsonExtensionData]
    public IDictionary<string, object?> Known { get; init; } = new Dictionary<string, object?>();

    /// <summary>Turns logits into the <paramref name="k"/> most probable classes.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="logits">One logit for each class.</param>
    /// <param name="graphs">The graph's own measure, <c>[1]</c>; empty if it is computed from the logits.</param>
    /// <param name="output">Meaning of the logits.</param>
    /// <param name="k">Number of classes.</param>
    public static PictureResult Of(string path, ReadOnlySpan<float> logits, ReadOnlySpan<float> graphs, OutputSpec output, int k)
    {
        float[] scores = new float[logits.Length];
        int[] best = new int[k];
        Scores.Softmax(logits, output.Temperature, scores);
        Scores.TopK(scores, best);
        RankedClass[] top = Array.ConvertAll(best, i => new RankedClass(output.Labels[i], scores[i]));
        double known = Scores.Known(output.UnknownBy, logits, output.Temperature, graphs.IsEmpty ? double.NaN : graphs[0]);
        PictureState state = Scores.IsUnknown(known, output.UnknownBelow) ? PictureState.Unknown : PictureState.Known;
        return new PictureResult(path, top[0].Label, top[0].Score, state, top)
        {
            Known = new Dictionary<string, object?> { [output.UnknownBy] = double.IsFinite(known) ? Math.Round(known, 4) : null },
        };
    }
}

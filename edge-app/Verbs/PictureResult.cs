using System.Text.Json.Serialization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Whether a picture's best class is believed.</summary>
internal enum PictureState
{
    /// <summary>The picture's measure reaches the model's threshold.</summary>
    Known,

    /// <summary>The measure is below the model's <c>unknown_below</c>, or not finite.</summary>
    Unknown,
}

/// <summary>A class and its probability.</summary>
internal sealed record RankedClass(string Label, float Score);

/// <summary>What a model says about one picture; one line of <c>classify --json</c>.</summary>
internal sealed record PictureResult(string Path, string Label, float Score, PictureState State, IReadOnlyList<RankedClass> Top)
{
    /// <summary>How known the picture is: one entry, named by the model's measure; null where the answer is no number.</summary>
    [JsonExtensionData]
    public IDictionary<string, object?> Known { get; init; } = new Dictionary<string, object?>();

    /// <summary>Turns logits into the <paramref name="k"/> most probable classes.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="logits">One number a class.</param>
    /// <param name="graphs">The graph's own measure, <c>[1]</c>; empty where logits are enough.</param>
    /// <param name="output">What they mean.</param>
    /// <param name="k">Classes to name.</param>
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

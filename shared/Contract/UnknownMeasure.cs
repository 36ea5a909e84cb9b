namespace EdgeResNet.Shared.Contract;

/// <summary>Measures that separate known pictures from unknown ones. All are higher for known pictures.</summary>
public static class UnknownMeasure
{
    /// <summary>Energy of the logits, <c>T·log Σ exp(z / T)</c> (Liu et al., 2020).</summary>
    public const string Energy = "energy";

    /// <summary>Highest score, after temperature (Hendrycks and Gimpel, 2017).</summary>
    public const string MaxSoftmax = "max_softmax";

    /// <summary>Cosine between the picture's features and the nearest class mean; an output of the graph.</summary>
    public const string NearestMean = "nearest_mean";

    /// <summary>Cosine between the picture's features and the nearest learned picture; an output of the graph.</summary>
    public const string NearestPicture = "nearest_picture";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Energy, MaxSoftmax, NearestMean, NearestPicture];

    /// <summary>A short word for people: <c>energy</c>, <c>score</c> or <c>similarity</c>.</summary>
    public static string Word(string name) => name switch
    {
        MaxSoftmax => "score",
        NearestMean or NearestPicture => "similarity",
        _ => Energy,
    };

    /// <summary>The measure's title in reports.</summary>
    public static string Title(string name) => name switch
    {
        MaxSoftmax => "highest score",
        NearestMean => "cosine to the nearest class mean",
        NearestPicture => "cosine to the nearest picture",
        _ => Energy,
    };

    /// <summary>Whether the graph has to compute it from features.</summary>
    public static bool NeedsFeatures(string name) => name is NearestMean or NearestPicture;
}

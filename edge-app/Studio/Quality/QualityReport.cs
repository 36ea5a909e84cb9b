using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Quality;

/// <summary>What heads say of pictures that they did not learn, in the numbers of <c>teach</c>.</summary>
internal sealed record QualityReport
{
    /// <summary>Names of the classes, in the order of <see cref="Confusion"/>.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Number of judged pictures.</summary>
    public int Judged { get; init; }

    /// <summary>Share of right answers, 0 to 1; null if nothing could be judged.</summary>
    public double? Top1 { get; init; }

    /// <summary>95 % interval of <see cref="Top1"/>, near copies counted once; null without it.</summary>
    public (double Low, double High)? Interval { get; init; }

    /// <summary><c>[truth][answer]</c>, in pictures; empty if nothing could be judged.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; } = [];

    /// <summary>Each class, in the order of the labels.</summary>
    public required IReadOnlyList<ClassQuality> Classes { get; init; }

    /// <summary>Each picture by its path.</summary>
    public required IReadOnlyDictionary<string, PictureOpinion> Pictures { get; init; }

    /// <summary>The class that gains most from more pictures; null if none stands out.</summary>
    public string? HelpMost { get; init; }

    /// <summary>Strength, measure and calibration of a head on all pictures; null until measured.</summary>
    public AnswerSettings? Settings { get; init; }

    /// <summary>What a person has to know about these numbers, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Time of the measurement.</summary>
    public double Seconds { get; init; }
}

/// <summary>A class in a report.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Pictures">Number of its pictures.</param>
/// <param name="NearCopies">How many of them look like an earlier one.</param>
/// <param name="Accuracy">Share of its judged pictures with the right answer, 0 to 1; null if none was judged.</param>
/// <param name="Interval">95 % interval of it, near copies counted once.</param>
/// <param name="ConfusedWith">Wrong answers, the most frequent first.</param>
internal sealed record ClassQuality(string Label, int Pictures, int NearCopies, double? Accuracy, (double Low, double High)? Interval, IReadOnlyList<Confused> ConfusedWith);

/// <summary>A wrong answer.</summary>
/// <param name="Label">The answer.</param>
/// <param name="Pictures">Pictures with this answer.</param>
internal sealed record Confused(string Label, int Pictures);

/// <summary>What a head that did not learn a picture or its near copies says of it.</summary>
/// <param name="Answer">Its answer; null if the picture could not be judged.</param>
/// <param name="Score">Calibrated probability of the answer.</param>
/// <param name="Doubt">Probability that the picture's class is wrong.</param>
/// <param name="Suspected">The class that it probably shows instead; null without suspicion.</param>
/// <param name="NearCopyOf">Path of the first picture that looks the same; null for that one.</param>
internal sealed record PictureOpinion(string? Answer, double? Score, double? Doubt, string? Suspected, string? NearCopyOf);

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Quality;

/// <summary>Pictures judged by the heads of <c>teach</c>: same near copies, folds, strength and temperature.</summary>
internal sealed class CrossValidated
{
    /// <summary>Divides the pictures; the usual seed of <c>teach</c>.</summary>
    public const long Seed = 1;

    private const string Name = "album";

    private CrossValidated(NearCopies near, int[] fold, OutOfFold answers, LogitTable? table)
    {
        (Near, Fold, Answers) = (near, fold, answers);
        Table = table;
        Temperature = table is null ? 1 : Calibration.Fit(table).Temperature;
    }

    /// <summary>The near copies.</summary>
    public NearCopies Near { get; }

    /// <summary>The fold of each picture.</summary>
    public int[] Fold { get; }

    /// <summary>The heads and their answers.</summary>
    public OutOfFold Answers { get; }

    /// <summary>The answers with the true classes; null if fewer than two classes were judged.</summary>
    public LogitTable? Table { get; }

    /// <summary>Makes the scores honest.</summary>
    public double Temperature { get; }

    /// <summary>Judges the pictures.</summary>
    /// <param name="pictures">Pictures of two classes or more.</param>
    /// <param name="stop">Checked often.</param>
    public static CrossValidated Run(JudgedPictures pictures, CancellationToken stop)
    {
        FeatureTable features = pictures.Features;
        NearCopies near = NearCopies.Join(features, pictures.Files());
        int[] fold = Folds.Assign(features.Labels, near.Groups, Folds.Usual(features.Count), Seed);
        OutOfFold answers = OutOfFold.Run(features, fold, Name, stop);
        bool enough = answers.Pictures.Select(index => features.Labels[index]).Distinct().Count() >= 2; // one class is not enough
        return new CrossValidated(near, fold, answers, enough ? answers.Table(features, Name) : null);
    }

    /// <summary>Settings of a head on all pictures, as the bundle gets them.</summary>
    /// <param name="pictures">The same pictures.</param>
    /// <param name="stop">Checked often.</param>
    public AnswerSettings Settings(JudgedPictures pictures, CancellationToken stop)
    {
        UnknownChoice unknown = UnknownChoice.Make(pictures.Features, Near.Groups, Seed, stop);
        FolderImageSet set = new(Name, [.. pictures.Pictures.Select(picture => picture.Path)], [.. pictures.Features.Labels], pictures.Classes);
        HeldPictures? held = HeldPictures.OutOfFold(Name, set, FoldFeatures.OfOne(pictures.Features, Fold), Answers, unknown.Measure, stop);
        OutputSpec output = new() { Name = Name, Labels = pictures.Classes, Temperature = 1, UnknownBelow = 0, UnknownBy = unknown.Measure };
        return new AnswerSettings(Answers.Strength, unknown.Measure, held is null ? null : Calibration.Fit(held.Answers(), output));
    }

    /// <summary>Calibrated scores of a judged picture.</summary>
    /// <param name="place">Its place among the judged ones.</param>
    /// <param name="scores"><c>[K]</c>.</param>
    public void Scores(int place, Span<float> scores) => Shared.Inference.Scores.Softmax(Table![place], Temperature, scores);
}

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Pictures divided for cross-validation, with their features as each fold has them. A head on a fixed backbone has the same features in
/// all folds. A fine-tuned network has others in each, since it must not have learned from the pictures that the fold judges.
/// </summary>
internal sealed class FoldFeatures
{
    private readonly int[] fold;
    private readonly FeatureTable labelled; // labels and classes are the same in all tables
    private readonly Func<int, FeatureTable> tables;

    private FoldFeatures(int[] fold, FeatureTable labelled, Func<int, FeatureTable> tables)
    {
        (this.fold, this.labelled, this.tables) = (fold, labelled, tables);
        Judged = [.. Enumerable.Range(0, fold.Length).Where(index => fold[index] != Folds.NeverJudged)];
        Numbers = [.. Judged.Select(index => fold[index]).Distinct().Order()];
    }

    /// <summary>Places of the pictures that are judged, each by a fold that did not learn from it.</summary>
    public int[] Judged { get; }

    /// <summary>The folds that judge a picture, in ascending order.</summary>
    public int[] Numbers { get; }

    /// <summary>Number of classes.</summary>
    public int Classes => labelled.Classes;

    /// <summary>The same features in every fold.</summary>
    /// <param name="table">Of all pictures.</param>
    /// <param name="fold">Of each, as <see cref="Folds.Assign"/> gives it.</param>
    public static FoldFeatures OfOne(FeatureTable table, int[] fold) => new(fold, table, _ => table);

    /// <summary>Features of their own in each fold.</summary>
    /// <param name="tables">Of all pictures, by fold.</param>
    /// <param name="fold">Of each picture.</param>
    /// <param name="labelled">Any table of these pictures.</param>
    public static FoldFeatures OfEach(IReadOnlyDictionary<int, FeatureTable> tables, int[] fold, FeatureTable labelled) => new(fold, labelled, left => tables[left]);

    /// <summary>Fold of a picture.</summary>
    public int Of(int index) => fold[index];

    /// <summary>Places of the pictures that a fold learns from.</summary>
    public static int[] LearnedBy(int left, int[] fold) => [.. Enumerable.Range(0, fold.Length).Where(index => fold[index] != left)];

    /// <summary>What a fold learns from.</summary>
    public FeatureTable Learned(int left) => tables(left).Subset(LearnedBy(left, fold));

    /// <summary>The features of <see cref="Judged"/>, each by the network of its fold: a table, and where each picture is in it.</summary>
    public (FeatureTable Table, int[] Rows) JudgedRows() => Numbers.Length == 0 || Numbers.All(left => tables(left) == tables(Numbers[0]))
        ? (labelled, Judged) // not copied: a thousand pictures are megabytes
        : (FeatureTable.Of([.. Judged.Select(index => (tables(fold[index]), index))], Classes), [.. Enumerable.Range(0, Judged.Length)]);
}

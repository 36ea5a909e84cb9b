namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Pictures divided for cross-validation, with the features of each fold. On a fixed backbone all folds have the same features. A
/// fine-tuned network has different ones, because it must not learn from the pictures that the fold judges.
/// </summary>
internal sealed class FoldFeatures
{
    private readonly int[] fold;
    private readonly FeatureTable labelled; // labels and classes are equal in all tables
    private readonly Func<int, FeatureTable> tables;

    private FoldFeatures(int[] fold, FeatureTable labelled, Func<int, FeatureTable> tables)
    {
        (this.fold, this.labelled, this.tables) = (fold, labelled, tables);
        Judged = [.. Enumerable.Range(0, fold.Length).Where(index => fold[index] != Folds.NeverJudged)];
        Numbers = [.. Judged.Select(index => fold[index]).Distinct().Order()];
    }

    /// <summary>Places of the judged pictures, each judged by a fold that did not learn from it.</summary>
    public int[] Judged { get; }

    /// <summary>The judging folds, in ascending order.</summary>
    public int[] Numbers { get; }

    /// <summary>Number of classes.</summary>
    public int Classes => labelled.Classes;

    /// <summary>The same features in every fold.</summary>
    /// <param name="table">Features of all pictures.</param>
    /// <param name="fold">Fold of each picture (<see cref="Folds.Assign"/>).</param>
    public static FoldFeatures OfOne(FeatureTable table, int[] fold) => new(fold, table, _ => table);

    /// <summary>Different features in each fold.</summary>
    /// <param name="tables">Features of all pictures, by fold.</param>
    /// <param name="fold">Fold of each picture.</param>
    /// <param name="labelled">Any table of these pictures.</param>
    public static FoldFeatures OfEach(IReadOnlyDictionary<int, FeatureTable> tables, int[] fold, FeatureTable labelled) => new(fold, labelled, left => tables[left]);

    /// <summary>Fold of a picture.</summary>
    public int Of(int index) => fold[index];

    /// <summary>Places of the pictures that a fold learns from.</summary>
    public static int[] LearnedBy(int left, int[] fold) => [.. Enumerable.Range(0, fold.Length).Where(index => fold[index] != left)];

    /// <summary>The features that a fold learns from.</summary>
    public FeatureTable Learned(int left) => tables(left).Subset(LearnedBy(left, fold));

    /// <summary>The features of <see cref="Judged"/>, each from its fold's network: a table and each picture's place in it.</summary>
    public (FeatureTable Table, int[] Rows) JudgedRows() => Numbers.Length == 0 || Numbers.All(left => tables(left) == tables(Numbers[0]))
        ? (labelled, Judged) // no copy: a thousand pictures are megabytes
        : (FeatureTable.Of([.. Judged.Select(index => (tables(fold[index]), index))], Classes), [.. Enumerable.Range(0, Judged.Length)]);
}

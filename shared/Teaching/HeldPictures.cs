using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Teaching;

/// <summary>The judge of a picture: a head and a bank that did not learn from it.</summary>
/// <param name="Head">Gives the logits.</param>
/// <param name="Bank">Gives the unknown measure; null if logits are enough.</param>
internal sealed record Judge(SoftmaxHead Head, KnownBank? Bank);

/// <summary>Judged pictures, each with a head that did not learn from it. Other features of the same pictures get the same judges.</summary>
/// <param name="name">Name of the pictures.</param>
/// <param name="pictures">The pictures.</param>
/// <param name="table">Float32 features of these pictures and perhaps others.</param>
/// <param name="rows">Each picture's row in the table.</param>
/// <param name="judges">Judge of each picture.</param>
internal sealed class HeldPictures(string name, IImageSet pictures, FeatureTable table, int[] rows, Judge[] judges)
{
    private LogitTable? exact;

    /// <summary>The pictures.</summary>
    public IImageSet Pictures => pictures;

    /// <summary>The learned pictures, each judged by the head and the bank of its fold.</summary>
    /// <param name="name">Name of the pictures.</param>
    /// <param name="pictures">All learned pictures.</param>
    /// <param name="features">Their features and folds.</param>
    /// <param name="answers">The heads.</param>
    /// <param name="measure">The unknown measure.</param>
    /// <param name="stop">Checked between folds.</param>
    /// <returns>Null if no picture can be judged.</returns>
    public static HeldPictures? OutOfFold(string name, IImageSet pictures, FoldFeatures features, OutOfFold answers, string measure, CancellationToken stop)
    {
        if (answers.Pictures.Length == 0)
        {
            return null;
        }

        Dictionary<int, Judge> judges = [];
        foreach ((int left, SoftmaxHead head) in answers.Heads)
        {
            stop.ThrowIfCancellationRequested();
            judges[left] = new Judge(head, UnknownMeasure.NeedsFeatures(measure) ? KnownBank.Of(features.Learned(left), measure) : null);
        }

        (FeatureTable table, int[] rows) = features.JudgedRows();
        return new HeldPictures(name, new Subset(pictures.Name, pictures, answers.Pictures), table, rows, [.. answers.Pictures.Select(index => judges[features.Of(index)])]);
    }

    /// <summary>Pictures that were not learned, all with the same judge.</summary>
    public static HeldPictures Of(IImageSet pictures, FeatureTable table, Judge judge) =>
        new(pictures.Name, pictures, table, [.. Enumerable.Range(0, table.Count)], [.. Enumerable.Repeat(judge, table.Count)]);

    /// <summary>At most <paramref name="count"/> pictures, evenly spread.</summary>
    public HeldPictures Spread(int count)
    {
        if (rows.Length <= count)
        {
            return this;
        }

        int[] chosen = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows.Length / count))];
        return new HeldPictures(name, new Subset(pictures.Name, pictures, chosen), table, [.. chosen.Select(index => rows[index])], [.. chosen.Select(index => judges[index])]);
    }

    /// <summary>The judges' answers to the float32 features.</summary>
    public LogitTable Answers() => exact ??= Answers(table, rows);

    /// <summary>Their answers to other features of the same pictures, in the same order.</summary>
    public LogitTable Answers(FeatureTable seen) => Answers(seen, [.. Enumerable.Range(0, rows.Length)]);

    private LogitTable Answers(FeatureTable seen, int[] places)
    {
        int classes = judges[0].Head.Classes;
        float[] logits = new float[judges.Length * classes];
        float[]? known = judges[0].Bank is null ? null : new float[judges.Length];
        for (int i = 0; i < judges.Length; i++)
        {
            judges[i].Head.Logits(seen[places[i]], logits.AsSpan(i * classes, classes));
            if (known is not null)
            {
                known[i] = (float)judges[i].Bank!.Score(seen[places[i]]);
            }
        }

        return new LogitTable(name, logits, [.. rows.Select(row => table.Labels[row])], known);
    }
}

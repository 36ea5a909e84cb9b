using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Trainer.Studies;

/// <summary>One random division: learned and judged pictures, by their places in the table.</summary>
internal sealed record TeachDraw(int[] Learned, int[] Judged);

/// <summary>One row of the study: mean and standard deviation over the draws, shares 0 to 1.</summary>
/// <param name="Shots">Learned pictures per class; 0: half of them.</param>
/// <param name="Draws">Number of draws.</param>
/// <param name="Learned">Learned pictures, on average.</param>
/// <param name="Head">Top-1 of the head of <c>teach</c>.</param>
/// <param name="NearestMean">Top-1 of the nearest class mean by cosine, for comparison.</param>
internal sealed record TeachRow(int Shots, int Draws, double Learned, Spread Head, Spread NearestMean);

/// <summary>Mean and standard deviation over draws.</summary>
internal sealed record Spread(double Mean, double Deviation)
{
    /// <summary>Mean and standard deviation of some numbers.</summary>
    public static Spread Of(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        return new Spread(mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }
}

/// <summary>The study's result.</summary>
/// <param name="Data">The folder's name.</param>
/// <param name="Pictures">Number of pictures.</param>
/// <param name="Rows">One row for each number of shots.</param>
/// <param name="UnknownAuroc">AUROC by measure with three classes left out of teaching; <c>chosen</c> is the choice of <c>teach</c>. Empty with fewer than six classes.</param>
/// <param name="Ece">Expected calibration error of cross-validated answers, with the temperature fitted to them.</param>
/// <param name="EceOfChance">The same for perfectly calibrated scores with this many pictures: labels are drawn by the scores.</param>
internal sealed record TeachStudyReport(string Data, int Pictures, IReadOnlyList<TeachRow> Rows, IReadOnlyDictionary<string, Spread> UnknownAuroc, Spread Ece, double EceOfChance);

/// <summary>Measures teaching: accuracy by number of pictures, separation of unknown classes, calibration.</summary>
/// <param name="name">Name of the pictures.</param>
/// <param name="table">Their features.</param>
/// <param name="groups">Groups of copies.</param>
/// <param name="draws">Repetitions of each trial.</param>
/// <param name="stop">Checked often.</param>
internal sealed class TeachStudy(string name, FeatureTable table, int[] groups, int draws, CancellationToken stop)
{
    private const int LeftOut = 3; // classes in the trial of unknown pictures
    private const int ChanceDraws = 200;
    private const int Folds10 = 10;

    /// <summary>Divides the pictures of each class.</summary>
    /// <param name="shots">Learned pictures per class; 0: half.</param>
    /// <param name="draw">Number of the draw.</param>
    public TeachDraw Draw(int shots, int draw)
    {
        (List<int> learned, List<int> judged) = ([], []);
        foreach (IGrouping<int, int> members in Enumerable.Range(0, table.Count).GroupBy(index => table.Labels[index]))
        {
            int[] order = [.. members.DistinctBy(index => groups[index])]; // one of each group of copies
            Order.Random(draw, members.Key).Shuffle(order);
            int taken = shots == 0 ? order.Length / 2 : Math.Min(shots, order.Length - 1);
            learned.AddRange(order[..taken]);
            judged.AddRange(order[taken..]);
        }

        return new TeachDraw([.. learned.Order()], [.. judged.Order()]);
    }

    /// <summary>Runs all trials.</summary>
    public TeachStudyReport Run(IReadOnlyList<int> shots)
    {
        (Spread ece, double chance) = Calibrated();
        return new TeachStudyReport(name, table.Count, [.. shots.Select(Row)], Unknown(), ece, chance);
    }

    private TeachRow Row(int shots)
    {
        TeachDraw[] all = [.. Enumerable.Range(1, draws).Select(draw => Draw(shots, draw))];
        double[] head = [.. all.Select(draw => Top1(draw, new HeadFit(table.Subset(draw.Learned)).Fit(OutOfFold.UsualStrength, stop)))];
        double[] mean = [.. all.Select(draw => Top1(draw, NearestMean(table.Subset(draw.Learned))))];
        return new TeachRow(shots, draws, all.Average(draw => draw.Learned.Length), Spread.Of(head), Spread.Of(mean));
    }

    private double Top1(TeachDraw draw, SoftmaxHead head)
    {
        FeatureTable judged = table.Subset(draw.Judged);
        return new LogitTable(name, head.Logits(judged), [.. judged.Labels]).Top1();
    }

    // Cosine to the class mean; the picture's own length does not change the order.
    private static SoftmaxHead NearestMean(FeatureTable pictures)
    {
        float[] rows = new float[pictures.Classes * pictures.Width];
        for (int i = 0; i < pictures.Count; i++)
        {
            Span<float> row = rows.AsSpan(pictures.Labels[i] * pictures.Width, pictures.Width);
            System.Numerics.Tensors.TensorPrimitives.Add(row, pictures[i], row);
        }

        for (int k = 0; k < pictures.Classes; k++)
        {
            Span<float> row = rows.AsSpan(k * pictures.Width, pictures.Width);
            float length = System.Numerics.Tensors.TensorPrimitives.Norm<float>(row);
            System.Numerics.Tensors.TensorPrimitives.Divide(row, length > 0 ? length : 1, row);
        }

        return new SoftmaxHead(rows, new float[pictures.Classes]);
    }

    private Dictionary<string, Spread> Unknown()
    {
        Dictionary<string, List<double>> found = [];
        if (table.Classes < 2 * LeftOut)
        {
            return [];
        }

        for (int draw = 1; draw <= draws; draw++)
        {
            int[] classes = [.. Enumerable.Range(0, table.Classes)];
            Order.Random(draw, -1).Shuffle(classes);
            HashSet<int> strangers = [.. classes[..LeftOut]];
            TeachDraw half = Draw(0, draw);
            int[] learned = [.. half.Learned.Where(index => !strangers.Contains(table.Labels[index]))];
            int[] known = [.. half.Judged.Where(index => !strangers.Contains(table.Labels[index]))];
            int[] strange = [.. Enumerable.Range(0, table.Count).Where(index => strangers.Contains(table.Labels[index]))];
            FeatureTable taught = table.Subset(learned);
            string chosen = UnknownChoice.Make(taught, [.. learned.Select(index => groups[index])], draw, stop).Measure;
            foreach ((string measure, double auroc) in UnknownChoice.AurocOf(table, taught, known, strange, stop))
            {
                Add(measure, auroc);
                if (measure == chosen)
                {
                    Add("chosen", auroc);
                }
            }
        }

        return found.ToDictionary(entry => entry.Key, entry => Spread.Of(entry.Value));

        void Add(string measure, double auroc) => (found.TryGetValue(measure, out List<double>? list) ? list : found[measure] = []).Add(auroc);
    }

    private (Spread Ece, double Chance) Calibrated()
    {
        List<double> errors = [];
        double chance = 0;
        string[] labels = [.. Enumerable.Range(0, table.Classes).Select(k => $"{k}")];
        for (int seed = 1; seed <= draws; seed++)
        {
            LogitTable held = OutOfFold.Run(table, Folds.Assign(table.Labels, groups, Folds10, seed), name, stop).Table(table, name);
            double temperature = Calibration.Fit(held).Temperature;
            errors.Add(held.Measure(labels, temperature).Ece);
            chance = seed == 1 ? OfChance(held, temperature, labels) : chance;
        }

        return (Spread.Of(errors), chance);
    }

    private static double OfChance(LogitTable held, double temperature, string[] labels)
    {
        Random random = Order.Random(1, 1);
        float[] scores = new float[labels.Length];
        double sum = 0;
        for (int draw = 0; draw < ChanceDraws; draw++)
        {
            MetricsAccumulator metrics = new(labels, temperature);
            for (int i = 0; i < held.Count; i++)
            {
                EdgeResNet.Shared.Inference.Scores.Softmax(held[i], temperature, scores);
                double at = random.NextDouble();
                int truth = 0;
                while (truth < scores.Length - 1 && (at -= scores[truth]) > 0)
                {
                    truth++;
                }

                metrics.Add(held[i], truth);
            }

            sum += metrics.Summarize().Ece;
        }

        return sum / ChanceDraws;
    }
}

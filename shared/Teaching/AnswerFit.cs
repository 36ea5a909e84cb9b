using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Fits head and bank again and again to a growing set of pictures, each time in a part of the time of <c>teach</c>: it begins at the
/// last result and takes over settings instead of searching them. All work is done on the caller's thread. One thread at a time.
/// </summary>
internal sealed class AnswerFit
{
    private const int Absent = -1;
    private IReadOnlyList<string> before = [];
    private SoftmaxHead? last; // of the regression

    /// <summary>Fits both.</summary>
    /// <param name="pictures">At least one picture of each label.</param>
    /// <param name="labels">Classes of the pictures. With a single one, only known and unknown differ.</param>
    /// <param name="settings">As cross-validation found them.</param>
    /// <param name="stop">Checked between steps.</param>
    public TaughtAnswer Run(FeatureTable pictures, IReadOnlyList<string> labels, AnswerSettings settings, CancellationToken stop)
    {
        ClassStatistics statistics = ClassStatistics.Of(pictures);
        SoftmaxHead head = labels.Count == 1 ? new SoftmaxHead(new float[pictures.Width], [0]) : Fit(pictures, labels, settings.Strength, statistics, stop);
        string measure = labels.Count == 1 && !UnknownMeasure.NeedsFeatures(settings.Measure) ? UnknownMeasure.NearestPicture : settings.Measure; // one logit says nothing
        KnownBank? bank = UnknownMeasure.NeedsFeatures(measure) ? KnownBank.Of(pictures, KnownBank.WhiteningOf(pictures.Width, statistics), measure) : null;
        OutputSpec output = GraphOutputs.WithFeatures(new OutputSpec { Name = "logits", Labels = labels, Temperature = 1, UnknownBelow = 0, UnknownBy = measure, Known = bank is null ? null : GraphOutputs.Known });
        return new TaughtAnswer(head, bank, settings.Calibration?.ApplyTo(output) ?? AnswerPrior.ApplyTo(output, (double)pictures.Count / labels.Count));
    }

    private SoftmaxHead Fit(FeatureTable pictures, IReadOnlyList<string> labels, double strength, ClassStatistics statistics, CancellationToken stop)
    {
        HeadFit fit = new(pictures, alone: true, statistics);
        SoftmaxHead head = fit.Fit(strength, Start(labels, pictures.Width), stop);
        (last, before) = (fit.Searched, labels);
        return head;
    }

    /// <summary>The last head with a row for each label; zeros for new ones.</summary>
    private SoftmaxHead? Start(IReadOnlyList<string> labels, int width)
    {
        if (last is null || last.Width != width)
        {
            return null;
        }

        SoftmaxHead start = new(new float[labels.Count * width], new float[labels.Count]);
        for (int k = 0; k < labels.Count; k++)
        {
            int place = before.Index().Where(each => each.Item == labels[k]).Select(each => each.Index).FirstOrDefault(Absent);
            if (place != Absent)
            {
                last.Weights.AsSpan(place * width, width).CopyTo(start.Weights.AsSpan(k * width));
                start.Bias[k] = last.Bias[place];
            }
        }

        return start;
    }
}

using System.Numerics.Tensors;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Fits the head of <c>teach</c>: the mean of a softmax regression and a linear discriminant, scaled to equal spread of the logits.
/// Regression is better with many pictures per class, the discriminant with few; the mean is close to the better one
/// (docs/benchmarks-log.md, "What a handful of pictures is worth"). The result is one linear layer.
/// </summary>
internal sealed class HeadFit
{
    private readonly FeatureTable pictures;
    private readonly SoftmaxRegression regression;
    private readonly SoftmaxHead discriminant;
    private readonly float discriminantScale;

    /// <summary>Prepares fits to the same pictures.</summary>
    /// <param name="pictures">At least one of two classes.</param>
    /// <param name="alone">Whether all work is done on the caller's thread, which may have a low priority.</param>
    /// <param name="statistics">Those of the pictures; null if they are not known yet.</param>
    public HeadFit(FeatureTable pictures, bool alone = false, ClassStatistics? statistics = null)
    {
        this.pictures = pictures;
        regression = new SoftmaxRegression(pictures) { Alone = alone };
        discriminant = LinearDiscriminant.Fit(pictures, statistics ?? ClassStatistics.Of(pictures));
        discriminantScale = Scale(discriminant);
    }

    /// <summary>The regression's head of the last fit.</summary>
    public SoftmaxHead? Searched { get; private set; }

    /// <summary>Fits the head.</summary>
    /// <param name="strength">C of the regression.</param>
    /// <param name="stop">Checked between steps.</param>
    public SoftmaxHead Fit(double strength, CancellationToken stop = default) => Fit(strength, start: null, stop);

    /// <summary>Fits the head.</summary>
    /// <param name="strength">C of the regression.</param>
    /// <param name="start">A regression's head close to the result; null for none.</param>
    /// <param name="stop">Checked between steps.</param>
    public SoftmaxHead Fit(double strength, SoftmaxHead? start, CancellationToken stop)
    {
        SoftmaxHead searched = Searched = regression.Fit(strength, start, stop);
        float scale = Scale(searched);
        return new SoftmaxHead(Mix(searched.Weights, discriminant.Weights), Mix(searched.Bias, discriminant.Bias));

        float[] Mix(float[] first, float[] second)
        {
            float[] mixed = new float[first.Length];
            for (int i = 0; i < mixed.Length; i++)
            {
                mixed[i] = (first[i] / scale) + (second[i] / discriminantScale);
            }

            return mixed;
        }
    }

    /// <summary>Mean spread of a picture's logits: their standard deviation over the classes with pictures.</summary>
    private float Scale(SoftmaxHead head)
    {
        int[] counts = pictures.CountByClass();
        int[] present = [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] > 0)];
        float[] logits = new float[head.Classes];
        float[] some = new float[present.Length];
        double sum = 0;
        for (int i = 0; i < pictures.Count; i++)
        {
            head.Logits(pictures[i], logits);
            for (int p = 0; p < some.Length; p++)
            {
                some[p] = logits[present[p]];
            }

            float mean = TensorPrimitives.Sum<float>(some) / some.Length;
            TensorPrimitives.Subtract(some, mean, some);
            sum += TensorPrimitives.Norm<float>(some) / Math.Sqrt(some.Length);
        }

        return sum > 0 ? (float)(sum / pictures.Count) : 1;
    }
}

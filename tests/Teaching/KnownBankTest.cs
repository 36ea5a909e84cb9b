using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Teaching;
using MathNet.Numerics.LinearAlgebra;

namespace EdgeResNet.Tests.Teaching;

public class KnownBankTest
{
    [Fact]
    public void The_measure_is_the_highest_cosine_under_shrunk_within_class_covariance()
    {
        FeatureTable pictures = RandomFeatures.Create(6, 1, 5, 4);
        FeatureTable strange = RandomFeatures.Seeded(9, 6, 1, 3);
        Matrix<double> inverse = ShrunkCovariance(pictures).Inverse();
        KnownBank bank = KnownBank.Of(pictures, UnknownMeasure.NearestPicture);
        for (int s = 0; s < strange.Count; s++)
        {
            Vector<double> x = VectorOf(strange[s]);
            double expected = Enumerable.Range(0, pictures.Count).Max(i => Cosine(x, VectorOf(pictures[i]), inverse));
            Assert.Equal(expected, bank.Score(strange[s]), 1e-4);
        }

        Assert.Equal(1, bank.Score(pictures[3]), 1e-5); // learned: itself is nearest
    }

    [Fact]
    public void Class_means_give_one_vector_per_class()
    {
        FeatureTable pictures = RandomFeatures.Create(6, 1, 5, 4, 3);
        Assert.Equal(3, KnownBank.Of(pictures, UnknownMeasure.NearestMean).Count);
        Assert.Equal(12, KnownBank.Of(pictures, UnknownMeasure.NearestPicture).Count);
    }

    [Fact]
    public void A_bank_is_bounded_and_keeps_every_class()
    {
        FeatureTable pictures = RandomFeatures.Create(4, 1, 2500, 3);
        KnownBank bank = KnownBank.Of(pictures, UnknownMeasure.NearestPicture);
        Assert.Equal(KnownBank.MostPictures, bank.Count);
        Assert.Equal(1, bank.Score(pictures[2501]), 1e-5);
    }

    [Fact]
    public void Choice_reports_every_measure_and_leaves_the_default_only_for_a_clear_gain()
    {
        FeatureTable pictures = RandomFeatures.Create(8, 0.6, 12, 12, 12, 12);
        UnknownChoice choice = UnknownChoice.Make(pictures, [.. Enumerable.Range(0, pictures.Count)], seed: 1, CancellationToken.None);
        Assert.Equal(UnknownMeasure.Names.Order(), choice.Auroc.Keys.Order());
        Assert.All(choice.Auroc.Values, auroc => Assert.InRange(auroc, 0.5, 1));
        Assert.True(choice.Measure == UnknownMeasure.NearestPicture || choice.Auroc[choice.Measure] > choice.Auroc[UnknownMeasure.NearestPicture] + 0.03);
        UnknownChoice two = UnknownChoice.Make(RandomFeatures.Create(8, 0.6, 5, 5), [.. Enumerable.Range(0, 10)], seed: 1, CancellationToken.None);
        Assert.Equal((UnknownMeasure.NearestPicture, 0), (two.Measure, two.Auroc.Count));
    }

    [Fact]
    public void Interval_is_the_Wilson_interval()
    {
        (double low, double high) = Interval.Of(8, 10); // Newcombe (1998) has such tables
        Assert.Equal(0.4902, low, 1e-4);
        Assert.Equal(0.9433, high, 1e-4);
        Assert.Equal((0.0, 1.0), (Interval.Of(0, 3).Low, Math.Round(Interval.Of(3, 3).High, 12)));
    }

    private static Matrix<double> ShrunkCovariance(FeatureTable pictures)
    {
        int classes = pictures.Classes;
        Vector<double>[] means = [.. Enumerable.Range(0, classes).Select(k => Enumerable.Range(0, pictures.Count).Where(i => pictures.Labels[i] == k).Select(i => VectorOf(pictures[i])).Aggregate((a, b) => a + b) / pictures.CountByClass()[k])];
        Matrix<double> covariance = Enumerable.Range(0, pictures.Count).Select(i => VectorOf(pictures[i]) - means[pictures.Labels[i]]).Select(d => d.OuterProduct(d)).Aggregate((a, b) => a + b) / (pictures.Count - classes);
        double variance = covariance.Trace() / pictures.Width;
        return (covariance * 0.1) + (Matrix<double>.Build.DenseIdentity(pictures.Width) * (0.9 * variance));
    }

    private static double Cosine(Vector<double> a, Vector<double> b, Matrix<double> inverse) => a * inverse * b / Math.Sqrt((a * inverse * a) * (b * inverse * b));

    private static Vector<double> VectorOf(ReadOnlySpan<float> values) => Vector<double>.Build.DenseOfEnumerable(values.ToArray().Select(value => (double)value));
}

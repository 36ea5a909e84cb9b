using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Steps;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Training.Steps;

public class TrainingLossTest
{
    private static readonly double[][] logits = [[1, 2, -1], [0.5, 0, 3]];

    [Fact]
    public void Mixed_pictures_weight_both_labels_with_smoothing()
    {
        using IDisposable scope = NewDisposeScope();
        Batch batch = new(zeros(2, 1, 1, 1), tensor(new long[] { 1, 2 })) { OtherLabels = tensor(new long[] { 0, 2 }), OtherShare = 0.3 };
        double[][] targets = [[0.3, 0.7, 0], [0, 0, 1]];
        double expected = 0;
        for (int i = 0; i < 2; i++)
        {
            double[] log = LogSoftmax(logits[i], 1);
            expected -= targets[i].Select((share, k) => ((0.9 * share) + (0.1 / 3)) * log[k]).Sum() / 2;
        }

        Assert.Equal(expected, TrainingLoss.Of(Logits(logits), batch, new Recipe { LabelSmoothing = 0.1 }).item<float>(), 5);
    }

    [Fact]
    public void A_teacher_adds_its_divergence_scaled_by_the_squared_temperature()
    {
        using IDisposable scope = NewDisposeScope();
        double[][] teacher = [[3, 1, 0], [-1, 2, 2]];
        Recipe recipe = new() { LabelSmoothing = 0, TeacherWeight = 0.8, TeacherTemperature = 2 };
        Batch batch = new(zeros(2, 1, 1, 1), tensor(new long[] { 1, 2 })) { TeacherLogits = Logits(teacher) };
        double expected = 0;
        for (int i = 0; i < 2; i++)
        {
            double[] theirs = LogSoftmax(teacher[i], 2);
            double[] ours = LogSoftmax(logits[i], 2);
            double divergence = theirs.Select((log, k) => Math.Exp(log) * (log - ours[k])).Sum();
            expected += ((0.2 * -LogSoftmax(logits[i], 1)[i + 1]) + (0.8 * 4 * divergence)) / 2;
        }

        Assert.Equal(expected, TrainingLoss.Of(Logits(logits), batch, recipe).item<float>(), 5);
        Assert.Equal(0, TrainingLoss.Distillation(Logits(logits), Logits(logits), 2).item<float>(), 6);
    }

    [Fact]
    public void An_adjusted_loss_adds_the_log_class_shares_before_the_cross_entropy()
    {
        using IDisposable scope = NewDisposeScope();
        int[] counts = [60, 30, 10];
        Batch batch = new(zeros(2, 1, 1, 1), tensor(new long[] { 1, 2 }));
        double expected = 0;
        for (int i = 0; i < 2; i++)
        {
            double[] adjusted = [.. logits[i].Select((z, k) => z + (1.5 * Math.Log(counts[k] / 100.0)))];
            expected -= LogSoftmax(adjusted, 1)[i + 1] / 2;
        }

        Tensor adjustment = tensor(TrainingLoss.LogitAdjustment(counts, tau: 1.5));
        Assert.Equal(expected, TrainingLoss.Of(Logits(logits), batch, new Recipe { LabelSmoothing = 0 }, adjustment).item<float>(), 5);
        Assert.All(TrainingLoss.LogitAdjustment([5, 0], tau: 1), value => Assert.True(float.IsFinite(value))); // a class without pictures
    }

    private static Tensor Logits(double[][] rows) => tensor(rows.SelectMany(row => row).Select(z => (float)z).ToArray(), [rows.Length, rows[0].Length]);

    private static double[] LogSoftmax(double[] row, double temperature)
    {
        double total = Math.Log(row.Sum(z => Math.Exp(z / temperature)));
        return [.. row.Select(z => (z / temperature) - total)];
    }
}

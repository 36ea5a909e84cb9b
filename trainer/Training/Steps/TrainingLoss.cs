using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Training.Recipes;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>The loss of training.</summary>
internal static class TrainingLoss
{
    /// <summary>
    /// Mean cross-entropy of the batch with smoothed labels; mixed pictures use both labels by their shares. With a teacher:
    /// <c>(1 − w) · CE + w · T² · KL(teacher / T ‖ pupil / T)</c>.
    /// </summary>
    /// <param name="logits"><c>(N, K)</c>, float32.</param>
    /// <param name="batch">Labels, and the teacher's logits if there is one.</param>
    /// <param name="recipe">Label smoothing; weight w and temperature T of the teacher.</param>
    /// <param name="adjustment">Added to the logits for the labels, <c>[K]</c>; see <see cref="LogitAdjustment"/>. Null: nothing.</param>
    public static Tensor Of(Tensor logits, Batch batch, Recipe recipe, Tensor? adjustment = null)
    {
        Tensor adjusted = adjustment is null ? logits : logits + adjustment;
        Tensor loss = CrossEntropy(batch.Labels);
        if (batch.OtherLabels is Tensor others)
        {
            loss = (loss * (1 - batch.OtherShare)) + (CrossEntropy(others) * batch.OtherShare);
        }

        return batch.TeacherLogits is Tensor teacher
            ? (loss * (1 - recipe.TeacherWeight)) + (Distillation(logits, teacher, recipe.TeacherTemperature) * recipe.TeacherWeight)
            : loss;

        Tensor CrossEntropy(Tensor labels) => nn.functional.cross_entropy(adjusted, labels, label_smoothing: recipe.LabelSmoothing);
    }

    /// <summary>
    /// Logit adjustment <c>τ · log π</c>, with the classes' shares π of the training pictures (Menon et al., 2021, equation 10). It gives
    /// rare classes a larger margin, which stays at inference. A class without pictures counts as one picture.
    /// </summary>
    /// <param name="counts">Training pictures of each class.</param>
    /// <param name="tau">τ: with 1, the errors of all classes count equally.</param>
    public static float[] LogitAdjustment(IReadOnlyList<int> counts, double tau)
    {
        double total = counts.Sum();
        return [.. counts.Select(count => (float)(tau * Math.Log(Math.Max(count, 1) / total)))];
    }

    /// <summary><c>T² · KL(softmax(teacher / T) ‖ softmax(pupil / T))</c>, mean over the batch (Hinton, Vinyals and Dean, 2015): T² keeps its gradient comparable to the labels'.</summary>
    public static Tensor Distillation(Tensor pupil, Tensor teacher, double temperature)
    {
        Tensor expected = nn.functional.log_softmax(teacher / temperature, 1);
        Tensor answered = nn.functional.log_softmax(pupil / temperature, 1);
        return (expected.exp() * (expected - answered)).sum(1).mean() * (temperature * temperature);
    }
}

using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Tests.Evaluation;

public class MistakesTest
{
    private const int Classes = 4;

    [Fact]
    public void Mistakes_are_ordered_by_highest_score()
    {
        Random random = new(8);
        float[] logits = [.. Enumerable.Range(0, 300 * Classes).Select(_ => (float)(6 * random.NextDouble()))];
        int[] truths = [.. Enumerable.Range(0, 300).Select(_ => random.Next(Classes))];
        IReadOnlyList<Mistake> mistakes = new LogitTable("random", logits, truths).MostConfidentMistakes(1.5, 20);

        double[][] scores = [.. Enumerable.Range(0, 300).Select(i => Softmax(logits.AsSpan(i * Classes, Classes).ToArray(), 1.5))];
        int[] expected = [.. Enumerable.Range(0, 300).Where(i => Array.IndexOf(scores[i], scores[i].Max()) != truths[i]).OrderByDescending(i => scores[i].Max()).Take(20)];
        Assert.Equal(expected, mistakes.Select(mistake => mistake.Index));
        Assert.All(mistakes, mistake =>
        {
            Assert.Equal(truths[mistake.Index], mistake.Truth);
            Assert.Equal(scores[mistake.Index][mistake.Answer], mistake.Score, 1e-6);
            Assert.Equal(scores[mistake.Index][mistake.Truth], mistake.TruthScore, 1e-6);
        });
    }

    [Fact]
    public void The_earlier_of_equal_mistakes_comes_first_and_right_answers_never()
    {
        LogitTable table = new("equal", [0, 9, 0, 9, 9, 0, 0, 9], [0, 0, 0, 0]);
        Assert.Equal([0, 1, 3], table.MostConfidentMistakes(1, 10).Select(mistake => mistake.Index));
    }

    private static double[] Softmax(float[] logits, double temperature)
    {
        double[] powers = [.. logits.Select(z => Math.Exp(z / temperature))];
        return [.. powers.Select(power => power / powers.Sum())];
    }
}

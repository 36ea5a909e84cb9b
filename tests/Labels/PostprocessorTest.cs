using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Labels;

public class PostprocessorTest
{
    private static readonly OutputSpec output = new() { Name = "logits", Labels = ["a", "b", "c"], Temperature = 0.5, UnknownBelow = 2 };

    [Fact]
    public void Label_and_scores_are_the_frames_while_the_shown_class_waits()
    {
        Postprocessor postprocessor = new(output);
        FrameResult result = new(2);
        for (int i = 0; i < 10; i++)
        {
            postprocessor.Run([5, 0, 0], [], result);
        }

        Assert.Equal((0, 0, ResultState.Stable), (result.TopClasses[0], result.ShownClass, result.State));
        Assert.Equal((float)Scores.Energy([5, 0, 0], 0.5), result.Known);
        postprocessor.Run([0, 6, 0], [], result);
        Assert.Equal((1, 0, ResultState.Changing), (result.TopClasses[0], result.ShownClass, result.State));
        Assert.True(result.TopScores[0] > 0.99);
    }

    [Fact]
    public void Low_energy_is_unknown_at_any_score_and_the_threshold_may_change()
    {
        Postprocessor postprocessor = new(output);
        FrameResult result = new(2);
        postprocessor.Run([1.9f, -8, -8], [], result);
        Assert.Equal((ResultState.Unknown, true), (result.State, result.IsUnknown));
        Assert.True(result.TopScores[0] > 0.999);
        postprocessor.UnknownBelow = 0;
        for (int i = 0; i < 5; i++)
        {
            postprocessor.Run([1.9f, -8, -8], [], result);
        }

        Assert.Equal((ResultState.Stable, false), (result.State, result.IsUnknown));
    }

    [Fact]
    public void NaN_logits_are_unknown_with_the_threshold_off()
    {
        Postprocessor postprocessor = new(output with { UnknownBelow = 0 });
        FrameResult result = new(2);
        for (int i = 0; i < 10; i++)
        {
            postprocessor.Run([float.NaN, 3, 1], [], result);
            Assert.Equal((ResultState.Unknown, true), (result.State, result.IsUnknown));
        }
    }

    [Fact]
    public void The_card_names_the_measure()
    {
        FrameResult result = new(1);
        float[] logits = [1, 0, 0];
        Dictionary<string, (double Known, bool Unknown)> expected = new()
        {
            [UnknownMeasure.Energy] = (Scores.Energy(logits, 0.5), false),
            [UnknownMeasure.MaxSoftmax] = (Math.Exp(2) / (Math.Exp(2) + 2), false),
            [UnknownMeasure.NearestMean] = (0.59, true),
            [UnknownMeasure.NearestPicture] = (0.59, true),
        };
        Assert.Equal(UnknownMeasure.Names, expected.Keys);
        foreach ((string measure, (double known, bool unknown)) in expected)
        {
            Postprocessor postprocessor = new(output with { UnknownBy = measure, UnknownBelow = 0.6 });
            postprocessor.Run(logits, [0.59f], result);
            Assert.Equal(known, result.Known, 1e-6);
            Assert.Equal((unknown, unknown ? ResultState.Unknown : ResultState.Stable), (result.IsUnknown, result.State));
            postprocessor.Run([float.NaN, 0, 0], [0.9f], result); // at any answer of the graph
            Assert.True(result.IsUnknown && float.IsNaN(result.Known));
        }
    }

    [Fact]
    public void All_measures_allocate_nothing()
    {
        FrameResult result = new(2);
        float[] known = [0.7f];
        foreach (string measure in UnknownMeasure.Names)
        {
            Postprocessor postprocessor = new(output with { UnknownBy = measure, UnknownSpread = 0.1 });
            float[] logits = [5, 0, 0];
            Assert.Equal(0, Allocation.OfThousandCalls(_ => postprocessor.Run(logits, known, result)));
        }
    }

    [Fact]
    public void After_a_reset_the_next_frame_decides_alone()
    {
        Postprocessor postprocessor = new(output);
        FrameResult result = new(2);
        postprocessor.Run([5, 0, 0], [], result);
        postprocessor.Run([0, 5, 0], [], result);
        Assert.Equal(0, result.ShownClass);
        postprocessor.Reset();
        postprocessor.Run([0, 0, 5], [], result);
        Assert.Equal((2, ResultState.Stable), (result.ShownClass, result.State));
    }
}

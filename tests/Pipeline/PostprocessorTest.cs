using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Pipeline;

public class PostprocessorTest
{
    private static readonly OutputSpec output = new() { Name = "logits", Labels = ["a", "b", "c"], Temperature = 0.5, UnknownBelow = 2 };

    [Fact]
    public void Label_and_scores_are_those_of_the_frame_while_the_shown_class_waits()
    {
        Postprocessor postprocessor = new(output);
        FrameResult result = new(2);
        for (int i = 0; i < 10; i++)
        {
            postprocessor.Run([5, 0, 0], result);
        }

        Assert.Equal((0, 0, ResultState.Stable), (result.TopClasses[0], result.ShownClass, result.State));
        Assert.Equal((float)Scores.Energy([5, 0, 0], 0.5), result.Energy);
        postprocessor.Run([0, 6, 0], result);
        Assert.Equal((1, 0, ResultState.Changing), (result.TopClasses[0], result.ShownClass, result.State));
        Assert.True(result.TopScores[0] > 0.99);
    }

    [Fact]
    public void A_low_energy_is_unknown_however_sure_the_scores_are_and_the_threshold_may_change()
    {
        Postprocessor postprocessor = new(output);
        FrameResult result = new(2);
        postprocessor.Run([1.9f, -8, -8], result);
        Assert.Equal((ResultState.Unknown, true), (result.State, result.IsUnknown));
        Assert.True(result.TopScores[0] > 0.999);
        postprocessor.UnknownBelow = 0;
        for (int i = 0; i < 5; i++)
        {
            postprocessor.Run([1.9f, -8, -8], result);
        }

        Assert.Equal((ResultState.Stable, false), (result.State, result.IsUnknown));
    }

    [Fact]
    public void Logits_that_are_no_numbers_are_unknown_with_the_threshold_off()
    {
        Postprocessor postprocessor = new(output with { UnknownBelow = 0 });
        FrameResult result = new(2);
        for (int i = 0; i < 10; i++)
        {
            postprocessor.Run([float.NaN, 3, 1], result);
            Assert.Equal((ResultState.Unknown, true), (result.State, result.IsUnknown));
        }
    }

    [Fact]
    public void After_a_reset_the_next_frame_decides_alone()
    {
        Postprocessor postprocessor = new(output);
        FrameResult result = new(2);
        postprocessor.Run([5, 0, 0], result);
        postprocessor.Run([0, 5, 0], result);
        Assert.Equal(0, result.ShownClass);
        postprocessor.Reset();
        postprocessor.Run([0, 0, 5], result);
        Assert.Equal((2, ResultState.Changing), (result.ShownClass, result.State));
    }
}

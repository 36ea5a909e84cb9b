using System.Diagnostics;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Tests.Pipeline;

namespace EdgeResNet.Tests.Labels;

public class LabelStabilityTest
{
    [Fact]
    public void Flips_and_delays_of_a_script_are_counted_correctly()
    {
        LabelStability labels = new();
        FrameResult result = new(1);
        // Object 0 for 10 frames, then object 1; the answer is two frames late with one error per object; the shown label is five frames late without errors.
        int[] raw = [0, 0, 0, 0, 7, 0, 0, 0, 0, 0, /* object 1 */ 0, 0, 1, 1, 1, 7, 1, 1, 1, 1];
        for (int i = 0; i < raw.Length; i++)
        {
            result.Truth = i / 10;
            result.TopClasses[0] = raw[i];
            result.ShownClass = i < 15 ? 0 : 1;
            result.Times = new FrameTimes { Captured = 1000 + (i * Stopwatch.Frequency / 10) }; // ten frames a second
            labels.Add(result);
        }

        labels.FinishObject();
        Assert.Equal(4 / (1.9 / 60), labels.RawFlipsPerMinute!.Value, 1e-6);
        Assert.Equal(0, labels.FlipsPerMinute);
        Assert.Equal(200, labels.RawDelayMs!.Value, 1e-3);
        Assert.Equal(500, labels.DelayMs!.Value, 1e-3);
    }

    [Fact]
    public void Unknown_counts_as_a_label_and_frames_without_truth_are_skipped()
    {
        LabelStability labels = new();
        FrameResult result = new(1) { Times = new FrameTimes { Captured = 1000 } };
        labels.Add(result);
        Assert.Null(labels.FlipsPerMinute);
        result.Truth = 0;
        for (int i = 0; i < 4; i++)
        {
            result.Times = new FrameTimes { Captured = result.Times.Captured + (Stopwatch.Frequency * 20) }; // a minute from the first to the fourth
            (result.IsUnknown, result.State) = (i == 1, i >= 2 ? ResultState.Unknown : ResultState.Stable);
            labels.Add(result);
        }

        Assert.Equal((2, 1), (labels.RawFlipsPerMinute, labels.FlipsPerMinute));
        Assert.Null(labels.DelayMs);
    }

    [Fact]
    public void Another_models_classes_are_no_flips_and_no_new_object()
    {
        LabelStability labels = new();
        FrameResult result = new(1);
        for (int i = 0; i < 10; i++)
        {
            result.Model = Sinks.Results.ModelOf("a", i < 5 ? ["a", "b"] : ["b", "a"]);
            result.Truth = result.ShownClass = result.TopClasses[0] = i < 5 ? 0 : 1;
            result.Times = new FrameTimes { Captured = 1000 + (i * Stopwatch.Frequency / 10) };
            labels.Add(result);
        }

        labels.FinishObject();
        Assert.Equal((0, 0, null), (labels.RawFlipsPerMinute, labels.FlipsPerMinute, labels.DelayMs));
    }

    [Theory]
    [InlineData("fashion-resnet18", 20)]
    [InlineData("fashion-resnet18", 40, Traits = [Long.Trait, Long.Value])]
    [InlineData("fashion-densenet", 40, Traits = [Long.Trait, Long.Value])]
    public void Smoothing_halves_the_demos_label_flips_at_a_tenth_second_delay(string model, int seconds)
    {
        LabelStability labels = new DemoSequence(model, seconds, seed: 2).Play(new SmoothingSpec());
        Assert.InRange(labels.RawFlipsPerMinute!.Value, 10, 100); // else there is nothing to smooth
        Assert.True(labels.FlipsPerMinute < labels.RawFlipsPerMinute / 2, $"{labels.RawFlipsPerMinute:0.0} flips a minute became {labels.FlipsPerMinute:0.0}");
        Assert.InRange(labels.DelayMs!.Value - labels.RawDelayMs!.Value, 0, 110);
    }
}

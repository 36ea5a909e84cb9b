using System.Diagnostics;
using System.Globalization;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Tests.Pipeline;
using EdgeResNet.Trainer.Report;

namespace EdgeResNet.Tests.Labels;

public class LabelStabilityTest
{
    private const string Comparing = "EDGERESNET_COMPARE";

    [Fact]
    public void Flips_and_delays_of_a_script_are_counted_as_a_person_would()
    {
        LabelStability labels = new();
        FrameResult result = new(1);
        // Object 0 for 10 frames, then object 1; the answer is two frames late, odd once in each, and what is shown five frames late and never odd.
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
    public void Unknown_counts_as_a_label_of_its_own_and_frames_without_truth_not_at_all()
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

    /// <summary>With EDGERESNET_COMPARE=1 and <c>--show-live-output on --xunit-diagnostics on</c> it writes the table of docs/benchmarks-log.md.</summary>
    [Theory]
    [InlineData("fashion-resnet18")]
    [InlineData("fashion-densenet")]
    public void What_is_shown_on_the_demo_camera_flips_less_than_half_as_often_and_is_a_tenth_of_a_second_later(string model)
    {
        if (Environment.GetEnvironmentVariable(Comparing) is not null)
        {
            Compare(model);
        }

        LabelStability labels = new DemoSequence(model, seconds: 40, seed: 2).Play(new SmoothingSpec());
        Assert.InRange(labels.RawFlipsPerMinute!.Value, 10, 100); // else there is nothing to smooth
        Assert.True(labels.FlipsPerMinute < labels.RawFlipsPerMinute / 2, $"{labels.RawFlipsPerMinute:0.0} flips a minute became {labels.FlipsPerMinute:0.0}");
        Assert.InRange(labels.DelayMs!.Value - labels.RawDelayMs!.Value, 0, 110);
    }

    private static void Compare(string model)
    {
        DemoSequence sequence = new(model, seconds: 300);
        Write($"{model}: weight  N of M  margin  energy  patience above, below | flips a minute, raw → shown | delay in ms, raw → shown | right, raw → shown | unknown");
        SmoothingSpec chosen = new();
        SmoothingSpec[] others =
        [
            chosen with { Weight = 1 }, chosen with { Weight = 0.5 }, chosen with { Weight = 0.25 },
            chosen with { Votes = 1, Window = 1 }, chosen with { Votes = 2, Window = 3 }, chosen with { Votes = 4, Window = 7 },
            chosen with { Margin = 0 }, chosen with { Margin = 2 },
            chosen with { EnergyMargin = 0 }, chosen with { EnergyMargin = 0.25 }, chosen with { EnergyMargin = 1 },
            chosen with { Patience = 10 }, chosen with { Patience = 15 }, chosen with { Patience = int.MaxValue },
            chosen with { PatienceBelow = 5 }, chosen with { PatienceBelow = 15 }, chosen with { PatienceBelow = int.MaxValue },
            chosen with { Patience = int.MaxValue, PatienceBelow = int.MaxValue },
        ];
        foreach (SmoothingSpec spec in others.Prepend(chosen))
        {
            Report(sequence, spec);
        }
    }

    private static void Report(DemoSequence sequence, SmoothingSpec spec)
    {
        (int frames, int right, int shown, int unknown) = (0, 0, 0, 0);
        LabelStability labels = sequence.Play(spec, result =>
        {
            frames++;
            right += !result.IsUnknown && result.TopClasses[0] == result.Truth ? 1 : 0;
            shown += result.State != ResultState.Unknown && result.ShownClass == result.Truth ? 1 : 0;
            unknown += result.State == ResultState.Unknown ? 1 : 0;
        });
        Write(string.Create(CultureInfo.InvariantCulture, $"{spec.Weight,6}  {spec.Votes} of {spec.Window}  {spec.Margin,6}  {spec.EnergyMargin,6}  {Frames(spec.Patience),5}  {Frames(spec.PatienceBelow),5} | {labels.RawFlipsPerMinute,6:0.0} → {labels.FlipsPerMinute,6:0.0} | {labels.RawDelayMs,6:0} → {labels.DelayMs,6:0} | {100.0 * right / frames:0.0} % → {100.0 * shown / frames:0.0} % | {100.0 * unknown / frames:0.0} %"));
    }

    private static string Frames(int patience) => patience == int.MaxValue ? "never" : patience.ToString(CultureInfo.InvariantCulture);

    private static void Write(string line) => TestContext.Current.SendDiagnosticMessage("{0}", line);
}

using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Pipeline;

public sealed class ModelSlotTest : IDisposable
{
    private static readonly OutputSpec german = new() { Name = "logits", Labels = ["null", "eins", "zwei"], Temperature = 1, UnknownBelow = 3 };
    private readonly PipelineControls controls = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => controls.Dispose();

    [Fact]
    public void Another_model_takes_over_between_two_frames_and_no_frame_is_lost()
    {
        using CounterClassifier second = new() { OutputSpec = german, Sha256 = new string('1', 64) };
        ModelSlot? slot = null;
        using CounterClassifier first = new(number =>
        {
            if (number == 10)
            {
                slot!.Replace(second);
            }
        });
        using ModelSlot models = slot = new(first);
        using CounterSource source = new(30, isLive: false, classifier: first);
        ResultList results = new();
        RunSummary summary = new EdgePipeline(EdgeApp.Capture.SourceConnection.To(source), models) { Controls = controls, ResultSinks = [results] }.Run(Stop);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), results.All.Select(result => result.Frame));
        Assert.All(results.All, result => Assert.Equal(new string(result.Frame <= 10 ? '0' : '1', 64), result.Model.Sha256));
        Assert.Equal(["one", "zwei"], ((int[])[10, 11]).Select(i => results.All[i].Model.Labels[results.All[i].TopClasses[0]]));
        Assert.All(results.All, result => Assert.Equal(result.Frame <= 10 ? (int)(result.Frame % 3) : null, result.Truth)); // the other labels are not the source's
        Assert.Equal(3, controls.UnknownBelow);
        Assert.Equal((new string('1', 64), 1), (summary.Sha256, summary.ModelChanges));
        Assert.Equal([(0, 11), (11, 19)], summary.Models.Select(turn => ((int)turn.FirstFrame, (int)turn.Frames)));
    }

    [Fact]
    public async Task The_newest_of_two_waiting_models_wins()
    {
        using CounterClassifier first = new();
        using ModelSlot models = new(first);
        Task<bool> older = models.Replace(new CounterClassifier { Sha256 = new string('1', 64) });
        Task<bool> newer = models.Replace(new CounterClassifier { Sha256 = new string('2', 64) });
        Assert.False(await older);
        Assert.Equal(new string('2', 64), models.Take(out bool changed).Answering.Sha256);
        Assert.True(changed);
        Assert.True(await newer);
        models.Take(out changed);
        Assert.False(changed);
    }

    [Fact]
    public void The_users_threshold_stays_for_the_same_measure()
    {
        controls.Follow(german);
        Assert.Equal(3, controls.UnknownBelow);
        controls.UnknownBelow = 5;
        Assert.True(controls.Follow(german with { UnknownBelow = 4 }));
        Assert.Equal(5, controls.UnknownBelow);
        Assert.False(controls.Follow(german with { UnknownBy = UnknownMeasure.NearestPicture, UnknownBelow = 0.6 }));
        Assert.Equal(0.6, controls.UnknownBelow);
    }

    [Fact]
    public void A_label_stays_over_a_change_of_models_with_the_same_labels()
    {
        Postprocessor before = new(german with { UnknownBelow = 0 });
        FrameResult result = new();
        for (int i = 0; i < 5; i++)
        {
            before.Run([9, 0, 0], [], result);
        }

        Postprocessor after = new(german with { UnknownBelow = 0 });
        after.Continue(before);
        after.Run([0, 1, 0], [], result);
        Assert.Equal((0, ResultState.Changing), (result.ShownClass, result.State));
    }
}

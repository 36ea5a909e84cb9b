using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using Microsoft.Extensions.Time.Testing;

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
    public void A_model_that_throws_in_its_first_minute_goes_back_and_loses_no_frame()
    {
        using CounterClassifier second = new(number => throw new InvalidOperationException($"broken at {number}")) { Sha256 = new string('1', 64) };
        (AnsweringModel Failed, AnsweringModel Running, string Reason)? back = null;
        ResultList results = Run(30, second, slot => slot.WentBack = (failed, running, reason) => back = (failed, running, reason), _ => second.Begin());
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), results.All.Select(result => result.Frame));
        Assert.All(results.All, result => Assert.Equal(new string('0', 64), result.Model.Sha256));
        Eventually.True(() => back is not null && second.Disposed);
        Assert.Equal((new string('1', 64), new string('0', 64), "broken at 11"), (back!.Value.Failed.Sha256, back.Value.Running.Sha256, back.Value.Reason));
    }

    [Fact]
    public void A_model_that_answers_only_NaN_goes_back_after_thirty_frames()
    {
        using CounterClassifier second = new() { Sha256 = new string('1', 64) };
        ResultList results = Run(60, second, _ => { }, _ => second.Blind = true);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => (long)i), results.All.Select(result => result.Frame));
        Assert.All(results.All, result => Assert.Equal(result.Frame is > 10 and < 40, result.Model.Sha256[0] == '1'));
    }

    [Fact]
    public void After_its_first_minute_a_model_stays_and_the_one_before_is_freed()
    {
        FakeTimeProvider clock = new();
        using CounterClassifier first = new();
        using CounterClassifier second = new(number =>
        {
            if (number == 20)
            {
                clock.Advance(TimeSpan.FromSeconds(61));
            }
            else if (number == 25)
            {
                throw new InvalidOperationException("too late");
            }
        })
        {
            Sha256 = new string('1', 64),
        };
        Assert.Equal("too late", Assert.Throws<InvalidOperationException>(() => Run(30, second, _ => { }, _ => second.Begin(), first, clock)).Message);
        Eventually.True(() => first.Disposed);
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
    public void Taking_the_running_model_allocates_nothing()
    {
        using CounterClassifier first = new();
        using ModelSlot models = new(first);
        Assert.Equal(0, Allocation.OfThousandCalls(_ => models.Take(out bool _)));
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

    /// <summary>Runs a film; at frame 10 the second model is offered.</summary>
    private ResultList Run(int frames, CounterClassifier second, Action<ModelSlot> prepare, Action<ModelSlot> offered, CounterClassifier? before = null, TimeProvider? clock = null)
    {
        ModelSlot? slot = null;
        ResultList results = new();
        results.When(result => result.Frame == 10, () =>
        {
            slot!.Replace(second);
            offered(slot);
        });
        using CounterClassifier first = before ?? new CounterClassifier();
        using ModelSlot models = slot = new(first) { Clock = clock ?? TimeProvider.System };
        prepare(models);
        using CounterSource source = new(frames, isLive: false, classifier: first);
        new EdgePipeline(EdgeApp.Capture.SourceConnection.To(source), models) { Controls = controls, ResultSinks = [results] }.Run(Stop);
        return results;
    }
}

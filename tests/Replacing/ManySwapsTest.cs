using System.Text.Json;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks.Events;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Pipeline;

namespace EdgeResNet.Tests.Replacing;

public sealed class ManySwapsTest
{
    private const int Swaps = 200;

    /// <summary>A film as load: the inference thread never rests. Every frame has exactly one result, of one model.</summary>
    [Fact]
    public async Task Two_hundred_swaps_under_load_lose_no_frame_and_mix_no_labels()
    {
        using TemporaryFolder folder = new();
        ModelBundle[] bundles = [.. TinyBundles.Labels.Keys.Select(name => ModelBundle.Open(TinyBundles.Write(folder[name], name)))];
        Dictionary<string, ModelBundle> byHash = bundles.ToDictionary(bundle => bundle.Sha256);
        using PipelineControls controls = new();
        using CounterSource source = new(int.MaxValue, isLive: false);
        ResultList results = new();
        using CollectingSink pictures = new(frame => Assert.True(frame.State.Now.Label.Length == 0 || frame.State.Now.Model.Labels.Contains(frame.State.Now.Label)));
        using (EventWriter events = new(EventFile.Open(folder["events"]), new EventLine("film"), waitsWhenFull: true))
        using (ModelSlot models = new(TinyBundles.Load(bundles[0])))
        {
            Task swapping = Task.Run(() => Swap(models, bundles, controls), TestContext.Current.CancellationToken);
            RunSummary summary = new EdgePipeline(SourceConnection.To(source), models) { Controls = controls, ResultSinks = [results, events], PictureSinks = [pictures], Renderer = new NoHud() }.Run(TestContext.Current.CancellationToken);
            await swapping;
            Assert.InRange(summary.ModelChanges, Swaps - 1, Swaps); // the first may come before the first frame
            Assert.Equal(summary.FramesProcessed, summary.FramesCaptured);
            Assert.Equal((null, 0), (pictures.Status.LastProblem, pictures.Status.Lost));
        }

        Assert.Equal(Enumerable.Range(0, results.All.Count).Select(i => (long)i), results.All.Select(result => result.Frame));
        Assert.All(results.All, result =>
        {
            ModelBundle bundle = byHash[result.Model.Sha256];
            Assert.Equal((bundle.Name, bundle.Output.Labels[result.TopClasses[0]]), (result.Model.Name, result.Model.Labels[result.TopClasses[0]]));
        });
        int lines = 0;
        foreach (string line in File.ReadLines(folder["events"]))
        {
            JsonElement json = JsonDocument.Parse(line).RootElement;
            IReadOnlyList<string> labels = byHash[json.GetProperty("sha256").GetString()!].Output.Labels;
            Assert.Equal(results.All[lines].Model.Sha256, json.GetProperty("sha256").GetString());
            Assert.Equal(labels.Order(), json.GetProperty("top").EnumerateArray().Select(top => top.GetProperty("label").GetString()!).Order());
            Assert.Contains(json.GetProperty("shown").GetString(), labels);
            lines++;
        }

        Assert.Equal(results.All.Count, lines);
    }

    [Fact]
    public void At_most_three_models_are_loaded_and_all_are_freed()
    {
        using TemporaryFolder folder = new();
        int made = 0;
        List<CounterClassifier> loaded = [];
        using (ModelSlot models = new(Next()))
        {
            for (int i = 0; i < Swaps; i++)
            {
                models.Replace(Next());
                models.Take(out bool _);
                Eventually.True(() => loaded.Count(classifier => !classifier.Disposed) <= 3); // the running one, the one before, and one on its way out
            }
        }

        Eventually.True(() => loaded.All(classifier => classifier.Disposed));

        CounterClassifier Next()
        {
            CounterClassifier next = new() { Sha256 = (made++).ToString("x64", System.Globalization.CultureInfo.InvariantCulture) };
            loaded.Add(next);
            return next;
        }
    }

    private static void Swap(ModelSlot models, ModelBundle[] bundles, PipelineControls controls)
    {
        try
        {
            for (int i = 1; i <= Swaps; i++)
            {
                Assert.True(models.Replace(TinyBundles.Load(bundles[i % bundles.Length])).WaitAsync(Eventually.Limit).GetAwaiter().GetResult());
            }
        }
        finally
        {
            controls.Quit();
        }
    }
}

using System.Text.Json;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Changes;

namespace EdgeResNet.Tests.Sinks.Changes;

public class ChangeDetectorTest
{
    [Fact]
    public void A_change_is_a_new_stable_label_unknown_or_lost()
    {
        ChangeDetector detector = new();
        (FrameResult Result, bool Changes)[] story =
        [
            (Results.Of(ResultState.Changing, label: 0), false), // not agreed yet
            (Results.Stable(0), true),
            (Results.Stable(0), false),
            (Results.Of(ResultState.Changing, label: 0), false),
            (Results.Stable(0), false),
            (Results.Stable(1), true),
            (Results.Of(ResultState.Unknown, label: 1), true),
            (Results.Of(ResultState.Unknown, label: 2), false), // what an unknown object resembles is no news
            (Results.Stable(1), true),
            (Results.Of(ResultState.Lost), true),
            (Results.Of(ResultState.Lost), false),
            (Results.Stable(1), true),
        ];
        Assert.All(story, step => Assert.Equal(step.Changes, detector.Update(step.Result)));
    }

    [Fact]
    public void Labels_are_compared_by_name_over_models()
    {
        AnsweringModel german = Results.ModelOf("b", "Katze", "Hund", "x");
        AnsweringModel turned = Results.ModelOf("c", "dog", "cat", "x");
        ChangeDetector detector = new();
        ChangeDetector ofModels = new(tellsModels: true);
        (AnsweringModel Model, int Label, bool Changes, bool WithModels)[] story = [(Results.Model, 0, true, true), (german, 0, true, true), (german, 0, false, false), (Results.Model, 0, true, true), (turned, 1, false, true), (turned, 1, false, false)];
        Assert.All(story, step =>
        {
            FrameResult result = Results.Stable(step.Label);
            result.Model = step.Model;
            Assert.Equal((step.Changes, step.WithModels), (detector.Update(result), ofModels.Update(result)));
        });
    }

    [Fact]
    public void A_change_names_a_label_only_if_stable()
    {
        JsonElement stable = JsonDocument.Parse(Change.Of(Results.Stable(1, frame: 7), Results.Source).ToJson()).RootElement;
        Assert.Equal(["time", "source", "state", "label", "score", "frame", "reconnects", "model", "sha256", "precision", "ep"], stable.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("stable", "dog", 0.75, 7, "camera:0"), (stable.GetProperty("state").GetString(), stable.GetProperty("label").GetString(), stable.GetProperty("score").GetDouble(), stable.GetProperty("frame").GetInt32(), stable.GetProperty("source").GetString()));
        Assert.InRange(DateTimeOffset.Parse(stable.GetProperty("time").GetString()!), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        foreach (ResultState state in (ResultState[])[ResultState.Unknown, ResultState.Lost])
        {
            JsonElement other = JsonDocument.Parse(Change.Of(Results.Of(state), Results.Source).ToJson()).RootElement;
            Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (other.GetProperty("label").ValueKind, other.GetProperty("score").ValueKind));
        }
    }
}

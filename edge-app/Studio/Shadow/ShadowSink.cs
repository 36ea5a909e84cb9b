using System.Text.Json;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Studio.Shadow;

/// <summary>
/// Lets a second model answer beside the one that speaks. The pipeline copies a picture whenever the second model is ready for the next
/// one, and nothing while none runs. All else is done on the shadow's own thread.
/// </summary>
/// <param name="changes">Told of each answer.</param>
internal sealed class ShadowSink(StudioChanges changes) : IFrameSink, IStudioPart
{
    private readonly Lock gate = new();
    private ShadowModel? running;

    public SinkStatus Status { get; } = new("shadow");

    public ISinkWorker? Worker => null;

    public string Key => "shadow";

    /// <summary>Runs a model in the shadow, instead of another one.</summary>
    /// <param name="id">Names it in the state.</param>
    /// <param name="classifier">Owned from now on; null for none.</param>
    public void Use(string id, IImageClassifier? classifier)
    {
        lock (gate)
        {
            ShadowModel? old = Interlocked.Exchange(ref running, classifier is null ? null : new ShadowModel(id, classifier, Status, changes.Tell));
            old?.Dispose();
        }

        changes.Tell();
    }

    public bool Wants(FrameResult result) => result.State != ResultState.Lost && Volatile.Read(ref running) is { IsReady: true };

    public void Take(Frame frame, FrameResult result, ReadOnlySpan<float> features, PixelRect? region) => Volatile.Read(ref running)?.Take(frame, result, region);

    public void Write(Utf8JsonWriter json)
    {
        if (Volatile.Read(ref running) is not { } model)
        {
            json.WriteNullValue();
            return;
        }

        ShadowAnswer answer = model.Answer;
        json.WriteStartObject();
        json.WriteString("id", model.Id);
        json.WriteString("label", answer.Label);
        json.WriteMeasured("score", answer.Score);
        json.WriteMeasured("agree", answer.Frames > 0 ? (double)answer.Agreeing / answer.Frames : null);
        json.WriteNumber("frames", answer.Frames);
        json.WriteEndObject();
    }

    public void Dispose() => Use("", null);
}

using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Explaining;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Further sessions on the model that runs: on one thread of the CPU, since the other threads belong to the live picture.</summary>
/// <param name="models">The running model.</param>
/// <param name="room">The studio of the run; null without one.</param>
internal sealed class ModelsInUse(ModelSlot models, StudioRoom? room)
{
    private ModelInUse? last;

    /// <summary>The model that runs now. Safe from any thread.</summary>
    public ModelInUse Current()
    {
        LoadedModel now = models.Loaded;
        ModelInUse? known = Volatile.Read(ref last);
        if (known is null || !ReferenceEquals(known.Identity, now.Answering))
        {
            known = Of(now);
            Volatile.Write(ref last, known);
        }

        return known;
    }

    private ModelInUse Of(LoadedModel now) => now.Classifier switch
    {
        HeadClassifier head when room is not null => new ModelInUse(now.Answering, () => Open(head.Model, head.Taught, room.Network.Bundle), () => Explain(head.Taught, room)),
        OnnxImageClassifier whole => OfBundle(now, whole.Bundle),
        _ when room is not null => OfBundle(now, room.Network.Bundle),
        _ => throw new InvalidOperationException($"{now.Answering.Name} is a model of an unknown kind"),
    };

    private static ModelInUse OfBundle(LoadedModel now, ModelBundle bundle) => new(
        now.Answering,
        () => new OnnxImageClassifier(OnnxClassifier.Load(bundle, OnOneThread with { Precision = now.Answering.Precision })),
        () => ExplainedModel.OfBundle(bundle));

    private static ClassifierOptions OnOneThread { get; } = new() { ExecutionProvider = "cpu", Threads = 1 };

    private static HeadClassifier Open(string name, TaughtAnswer answer, ModelBundle below)
    {
        SharedNetwork network = new(new OnnxImageClassifier(OnnxClassifier.Load(below, OnOneThread with { WithFeatures = true })));
        HeadClassifier classifier = new(network, name, answer);
        network.Release(); // the classifier holds it from now on
        return classifier;
    }

    private static ExplainedModel Explain(TaughtAnswer answer, StudioRoom room) =>
        new(new ExplainedNetwork(room.Network.Backbone, room.Network.Input, answer.Head, answer.Output.Labels), new SnapshotPictures(room));
}

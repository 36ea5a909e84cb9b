using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Explaining;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Verbs;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Explaining;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Cli;

/// <summary>Further sessions on the running model.</summary>
public sealed class ModelsInUseTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void They_follow_the_model_that_answers()
    {
        using ModelSlot slot = new(Load(TinyModel.WriteBundle(folder["tiny"])));
        ModelsInUse inUse = new(slot, room: null);
        ModelInUse first = inUse.Current();
        Assert.Same(first, inUse.Current());
        Assert.Same(slot.Current, first.Identity);
        Task<bool> taken = slot.Replace(Load(CornerModel.WriteBundle(folder["corners"])));
        Assert.Same(first, inUse.Current()); // until it answers
        slot.Take(out _);
        Assert.True(taken.IsCompletedSuccessfully);
        ModelInUse second = inUse.Current();
        Assert.Same(slot.Current, second.Identity);
        using IImageClassifier again = second.Open();
        Assert.Equal(CornerModel.Labels, again.OutputSpec.Labels);
        Assert.Equal("cpu", again.ExecutionProvider);
        using ExplainedModel explained = second.Explain();
        Assert.Equal(CornerModel.Labels, explained.Labels);
        Assert.Throws<InputException>(first.Explain); // it has no map
    }

    private static OnnxImageClassifier Load(string bundle) => new(OnnxClassifier.Load(ModelBundle.Open(bundle), new ClassifierOptions { ExecutionProvider = "cpu" }));
}

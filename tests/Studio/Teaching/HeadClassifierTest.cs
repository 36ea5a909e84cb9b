using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Teaching;
using Google.Protobuf;

namespace EdgeResNet.Tests.Studio.Teaching;

public sealed class HeadClassifierTest : IDisposable
{
    private readonly StudioHost studio = new();

    public void Dispose() => studio.Dispose();

    [Fact]
    public void The_bundle_of_the_same_head_gives_the_same_numbers()
    {
        HeadClassifier running = Taught();
        StudioNetwork network = studio.Room.Network;
        TaughtAnswer answer = studio.Room.Answer!;
        EmbeddedCard card = network.Bundle.Embedded with { Architecture = network.Backbone.Architecture with { Classes = 3 }, Output = answer.Output };
        File.WriteAllBytes(studio["taught.onnx"], TaughtGraph.Build("taught", network.Backbone, answer.Head, answer.Bank, network.MapShape, card).ToByteArray());
        using OnnxClassifier saved = OnnxClassifier.Load(ModelBundle.Open(studio["taught.onnx"]), new ClassifierOptions { ExecutionProvider = "cpu" });
        for (int seed = 0; seed < 20; seed++)
        {
            new Random(seed).NextBytes(running.Input);
            running.Input.CopyTo(saved.InputBuffer);
            Assert.Equal(saved.Run().ToArray(), Run(running), (expected, actual) => Math.Abs(expected - actual) <= 1e-4 * Math.Max(1, Math.Abs(expected)));
            Assert.Equal(saved.Known[0], running.Known[0], 1e-4);
        }
    }

    [Fact]
    public void An_answer_allocates_nothing()
    {
        HeadClassifier running = Taught();
        Assert.Equal(0, Allocation.OfThousandCalls(_ => Run(running, copy: false)));
    }

    [Fact]
    public void The_network_runs_on_while_a_head_holds_it()
    {
        HeadClassifier running = Taught();
        SharedNetwork network = new(new OnnxImageClassifier(OnnxClassifier.Load(studio.Room.Network.Bundle, new ClassifierOptions { ExecutionProvider = "cpu", WithFeatures = true })));
        HeadClassifier last = new(network, "last", studio.Room.Answer!);
        network.Release();
        Run(last);
        last.Dispose();
        last.Dispose(); // a second time does no harm
        Assert.Throws<ObjectDisposedException>(() => Run(last));
        Run(running);
    }

    [Fact]
    public void Another_head_has_another_hash()
    {
        HeadClassifier before = Taught();
        PatchModel.WritePicture(studio["c/more.png"], 9, 9);
        Eventually.True(() => studio.Newest!.Sha256 != before.Sha256);
        Assert.Matches("^[0-9a-f]{64}$", before.Sha256);
        Assert.Equal("pictures", before.Model);
        Assert.True(before.IsWarm);
    }

    [Fact]
    public async Task A_slot_takes_a_head_without_running_the_network_on_another_thread()
    {
        HeadClassifier running = Taught();
        using ModelSlot slot = new(studio.Room.Network.Untaught(isWarm: false));
        slot.WarmUp();
        running.Input.Fill(7);
        Task<bool> taken = slot.Replace(new HeadClassifier(studio.Room.Network.Frames, "next", studio.Room.Answer!));
        Assert.Equal(-1, running.Input.IndexOfAnyExcept((byte)7));
        Assert.Equal("next", slot.Take(out bool changed).Answering.Name);
        Assert.True(changed && await taken);
    }

    private HeadClassifier Taught()
    {
        for (int kind = 0; kind < 3; kind++)
        {
            for (int number = 0; number < 4; number++)
            {
                PatchModel.WritePicture(studio[$"{"abc"[kind]}/{number}.png"], kind, number);
            }
        }

        studio.Start();
        studio.Wait(now => now.Pictures.Count == 12);
        return Assert.IsType<HeadClassifier>(studio.WaitFor("a", "b", "c"));
    }

    private static float[] Run(HeadClassifier classifier, bool copy = true)
    {
        classifier.Upload();
        classifier.Compute();
        ReadOnlySpan<float> logits = classifier.Download();
        return copy ? logits.ToArray() : [];
    }
}

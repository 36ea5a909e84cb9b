using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Replacing;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Replacing;

public sealed class ModelSwitchTest
{
    [Fact]
    public async Task A_verified_bundle_takes_over_and_both_models_are_named()
    {
        using SwitchHost host = new();
        AnsweringModel model = await host.ReplaceAsync(host.Write("large"));
        Assert.Equal(("large", "sombre", 16), (model.Name, model.Labels[0], model.Input.Height));
        ModelTurn now = host.Models.Now;
        Assert.Equal(("large", "english", 1L, true), (now.Model.Name, now.Previous!.Model.Name, now.Swaps, host.Models.OnProbation));
        Assert.StartsWith($"model: large fp32 ({model.Sha256[..8]}) answers from now on, in place of english fp32 (", host.Said.Single(), StringComparison.Ordinal);
        Assert.Equal((1, null), (host.Models.Status.Delivered, host.Models.Status.Problem));
    }

    [Theory]
    [InlineData("missing", "no such model")]
    [InlineData("changed", "has SHA-256")]
    [InlineData("truncated", "bytes, expected")]
    [InlineData("mute", "expected finite logits")]
    [InlineData("garbage", "")]
    public async Task What_does_not_verify_leaves_the_running_model_and_says_why(string fault, string reason)
    {
        using SwitchHost host = new();
        string path = host[fault];
        if (fault is "changed" or "truncated" or "garbage")
        {
            TinyBundles.Write(path, "german");
            byte[] model = File.ReadAllBytes(Path.Combine(path, "model.onnx"));
            model[^20] ^= 1;
            File.WriteAllBytes(Path.Combine(path, "model.onnx"), fault == "truncated" ? model[..^9] : model);
            File.WriteAllText(Path.Combine(path, "card.json"), fault == "garbage" ? "\0\0{" : File.ReadAllText(Path.Combine(path, "card.json")));
        }
        else if (fault == "mute")
        {
            TinyModel.WriteBundle(path, changeModel: model => model.Graph.Initializer[1].RawData = Google.Protobuf.ByteString.CopyFrom(new byte[] { 0, 0, 0xC0, 0x7F, 0, 0, 0xC0, 0x7F, 0, 0, 0xC0, 0x7F }));
        }

        InputException refused = await Assert.ThrowsAsync<InputException>(() => host.ReplaceAsync(path));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(("english", 0L), (host.Running, host.Models.Now.Swaps));
        Assert.Contains("was not taken: ", host.Models.Status.Problem, StringComparison.Ordinal);
        Assert.EndsWith("english goes on", host.Said.Single(), StringComparison.Ordinal);
        Assert.Equal("german", (await host.ReplaceAsync(host.Write("german"))).Name);
        Assert.Null(host.Models.Status.Problem);
    }

    [Fact]
    public async Task What_does_not_load_or_answer_leaves_the_running_model()
    {
        using SwitchHost host = new();
        host.Load = _ => throw new DeviceException("cuda:0 is gone");
        Assert.Equal("cuda:0 is gone", (await Assert.ThrowsAsync<DeviceException>(() => host.ReplaceAsync(host.Write("german")))).Message);
        host.Load = _ => new Pipeline.CounterClassifier { Blind = true };
        Assert.Contains("not finite", (await Assert.ThrowsAsync<InputException>(() => host.ReplaceAsync(host["german"]))).Message, StringComparison.Ordinal);
        host.Load = _ => throw new InvalidOperationException("odd");
        Assert.StartsWith("odd", (await Assert.ThrowsAsync<DeviceException>(() => host.ReplaceAsync(host["german"]))).Message, StringComparison.Ordinal);
        Assert.Equal("english", host.Running);
    }

    [Fact]
    public async Task The_newest_of_several_requests_wins()
    {
        using SwitchHost host = new();
        using ManualResetEventSlim loading = new();
        using ManualResetEventSlim goOn = new();
        host.Load = bundle =>
        {
            loading.Set();
            goOn.Wait(TestContext.Current.CancellationToken);
            return TinyBundles.Load(bundle);
        };
        Task<AnsweringModel> first = host.Models.ReplaceAsync(host.Write("german"));
        loading.Wait(TestContext.Current.CancellationToken);
        Task<AnsweringModel> second = host.Models.ReplaceAsync(host["nowhere"]);
        Task<AnsweringModel> third = host.Models.ReplaceAsync(host.Write("large"));
        goOn.Set();
        await Assert.ThrowsAsync<SupersededException>(() => first);
        await Assert.ThrowsAsync<SupersededException>(() => second);
        Assert.Equal("large", (await third).Name);
        Assert.Equal(1, host.Models.Now.Swaps);
    }

    [Fact]
    public async Task A_ready_model_gives_way_to_a_newer_one_while_no_frame_comes()
    {
        using SwitchHost host = new(framesCome: false);
        Task<AnsweringModel> first = host.Models.ReplaceAsync(host.Write("german"));
        Task<AnsweringModel> second = host.Models.ReplaceAsync(host.Write("large"));
        Eventually.True(() =>
        {
            host.Slot.Take(out bool _);
            return second.IsCompleted;
        });
        Assert.Equal("large", (await second).Name);
        Assert.True(first.IsCompleted);
    }

    [Fact]
    public async Task Going_back_is_told_and_counted()
    {
        using SwitchHost host = new(framesCome: false);
        Task<AnsweringModel> taken = host.Models.ReplaceAsync(host.Write("german"));
        Eventually.True(() =>
        {
            host.Slot.Take(out bool _);
            return taken.IsCompleted;
        });
        await taken;
        host.Slot.GoBack("device lost");
        Eventually.True(() => host.Models.Now.Model.Name == "english");
        Assert.Equal(("german", false), (host.Models.Now.Previous!.Model.Name, host.Models.OnProbation));
        Eventually.True(() => host.Said.Count == 2);
        Assert.Contains("failed in its first minute (device lost)", host.Models.Status.Problem, StringComparison.Ordinal);
        Assert.Contains("english fp32", host.Said.Last(), StringComparison.Ordinal);
        Assert.Equal(1, host.Models.Status.Lost);
    }

    [Fact]
    public async Task A_threshold_set_by_hand_stays_and_is_named()
    {
        using SwitchHost host = new(framesCome: false);
        host.Controls.UnknownBelow = 2.5;
        TinyBundles.Write(host["german"], "german", output => output with { UnknownBelow = 7 });
        Task<AnsweringModel> taken = host.Models.ReplaceAsync(host["german"]);
        Eventually.True(() =>
        {
            if (host.Slot.Take(out bool changed) is { } model && changed)
            {
                host.Controls.Follow(model.Answering.Output);
            }

            return taken.IsCompleted;
        });
        await taken;
        Assert.EndsWith("; unknown below 2.5 stays, as it was set by hand (the card says 7)", host.Said.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_is_left_alone_where_only_another_one_is_wanted()
    {
        using SwitchHost host = new();
        AnsweringModel model = await host.Models.ReplaceAsync(host["english"], onlyOther: true).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(("english", 0L, 0), (model.Name, host.Models.Now.Swaps, host.Said.Count));
    }
}

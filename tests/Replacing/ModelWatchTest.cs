using EdgeResNet.EdgeApp.Replacing;

namespace EdgeResNet.Tests.Replacing;

public sealed class ModelWatchTest
{
    private static readonly TimeSpan often = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void A_link_that_is_renamed_in_place_names_the_new_bundle()
    {
        using SwitchHost host = new();
        TinyBundles.Link(host["current"], "english");
        using ModelWatch watch = new(host.Models, host["current"], BundleStamp.Of(host["current"]), often);
        host.Write("german");
        TinyBundles.Link(host["current"], "german");
        Eventually.True(() => host.Running == "german");
        TinyBundles.Link(host["current"], "english");
        Eventually.True(() => host.Running == "english");
    }

    [Fact]
    public void A_bundle_that_is_written_in_place_is_taken_when_it_is_whole()
    {
        using SwitchHost host = new();
        using ModelWatch watch = new(host.Models, host["english"], BundleStamp.Of(host["english"]), often);
        TinyBundles.Write(host["elsewhere"], "german");
        byte[] model = File.ReadAllBytes(Path.Combine(host["elsewhere"], "model.onnx"));
        string target = Path.Combine(host["english"], "model.onnx");
        File.Copy(Path.Combine(host["elsewhere"], "card.json"), Path.Combine(host["english"], "card.json"), overwrite: true);
        File.WriteAllBytes(target, model[..100]);
        Eventually.True(() => host.Models.Status.Problem is not null); // it rests half-written: a warning, and nothing else
        Assert.Equal("english", host.Running);
        File.WriteAllBytes(target, model);
        Eventually.True(() => host.Running == "german" && host.Models.Status.Problem is null);
    }

    [Fact]
    public void A_folder_that_is_touched_or_gone_for_a_moment_changes_nothing()
    {
        using SwitchHost host = new();
        using ModelWatch watch = new(host.Models, host["english"], BundleStamp.Of(host["english"]), often);
        Directory.Move(host["english"], host["away"]);
        RealTime.Pass(milliseconds: 100); // several looks
        Directory.Move(host["away"], host["english"]);
        File.SetLastWriteTimeUtc(Path.Combine(host["english"], "card.json"), DateTime.UnixEpoch);
        RealTime.Pass(milliseconds: 300);
        Assert.Equal(("english", 0L, 0), (host.Running, host.Models.Now.Swaps, host.Said.Count));
        TinyBundles.Write(host["english"], "german"); // it still watches
        Eventually.True(() => host.Running == "german");
    }
}

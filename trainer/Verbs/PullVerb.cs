using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Trainer.Pretrained.Bundle;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>pull</c>: a bundle from published weights.</summary>
internal static class PullVerb
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> name = new("NAME") { Description = $"torchvision:ARCH[@V1|@V2], such as {WeightCatalog.All[0].Name}, or {ImageNetBackbone.Name}, the backbone of teach." };
        Option<string?> output = new("--out") { Description = "Folder of the bundle (default: the cache, where every verb finds it by NAME)." };
        Command command = new("pull", "Fetch published ImageNet weights by name, check them and make a bundle of them.") { name, output };
        command.SetAction((parsed, stop) =>
        {
            string wanted = parsed.GetRequiredValue(name);
            TextWriter console = parsed.InvocationConfiguration.Output;
            return wanted == ImageNetBackbone.Name
                ? Task.FromResult(Backbone(parsed.GetValue(output), console, stop))
                : RunAsync(WeightCatalog.Find(wanted), parsed.GetValue(output), console, stop);
        });
        return command;
    }

    /// <summary>The backbone is not a classifier and cannot be a bundle. It stays in the cache, where <c>teach</c> finds it.</summary>
    private static int Backbone(string? chosen, TextWriter output, CancellationToken stop)
    {
        if (chosen is not null)
        {
            throw new UsageException($"pull {ImageNetBackbone.Name}: is a backbone without classes, and only ./edgeresnet teach makes a bundle of it; leave out --out");
        }

        output.WriteLine($"{ImageNetBackbone.Get(WeightPlaces.FromEnvironment().Cache, output.WriteLine, stop)}: ready for ./edgeresnet teach");
        return (int)ExitCode.Done;
    }

    private static async Task<int> RunAsync(PublishedWeights weights, string? chosen, TextWriter output, CancellationToken stop)
    {
        WeightStore store = WeightStore.FromEnvironment();
        string folder = store.BundleFolder(weights);
        if (chosen is null && IsUsable(folder))
        {
            output.WriteLine($"{folder}: is here already");
            return (int)ExitCode.Done;
        }

        BundleFolder.CheckReplaceable(chosen ?? folder);
        StoredWeights stored = await store.GetAsync(weights, stop);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(chosen ?? folder)));
        ModelCard card = PulledBundle.Write(weights, stored, chosen ?? folder, name, HostInfo.Describe(), stop);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{chosen ?? folder}: {weights.Name}, {card.Parameters:N0} parameters, {card.Output.Labels.Count:N0} classes; the file agrees with the network on {card.Parity.Samples} pictures of noise (largest difference of a logit {card.Parity.MaxAbsLogitError:0.0e+0}); no accuracy was measured"));
        return (int)ExitCode.Done;
    }

    // A damaged bundle is made again.
    private static bool IsUsable(string folder)
    {
        try
        {
            return Directory.Exists(folder) && ModelBundle.Open(folder).Card is not null;
        }
        catch (InputException)
        {
            return false;
        }
    }
}

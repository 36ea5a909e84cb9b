using System.CommandLine;
using System.Runtime.InteropServices;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Tests.Pretrained.Torch;
using EdgeResNet.Trainer.Verbs;
using Command = EdgeResNet.Tests.Build.Command;
using CommandResult = EdgeResNet.Tests.Build.CommandResult;

namespace EdgeResNet.Tests.Pretrained.Bundle;

/// <summary><c>pull</c> with random weights of real torchvision in a file of the published name.</summary>
public sealed class PullTest : IDisposable
{
    private const string Name = "torchvision:resnet18";
    private const int Pictures = 4;
    private const int PictureBytes = 224 * 224 * 3;
    private static readonly string[] variables = [WeightPlaces.CacheVariable, WeightPlaces.OwnVariable, WeightPlaces.AddressVariable, TrainerChild.LauncherVariable];

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string?> before = variables.ToDictionary(name => name, Environment.GetEnvironmentVariable);
    private readonly string file;

    public PullTest()
    {
        Directory.CreateDirectory(folder["own"]);
        file = folder[$"own/{WeightCatalog.Find(Name).FileName}"];
        Environment.SetEnvironmentVariable(WeightPlaces.CacheVariable, folder["cache"]);
        Environment.SetEnvironmentVariable(WeightPlaces.OwnVariable, folder["own"]);
        Environment.SetEnvironmentVariable(WeightPlaces.AddressVariable, "http://127.0.0.1:1/");
        Environment.SetEnvironmentVariable(TrainerChild.LauncherVariable, null);
    }

    public void Dispose()
    {
        foreach ((string name, string? value) in before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        folder.Dispose();
    }

    [Fact, Long]
    public async Task A_pulled_bundle_answers_like_torchvision_and_opens_by_name()
    {
        await PythonPeer.NeedsAsync("torchvision");
        byte[] pixels = new byte[Pictures * PictureBytes];
        new Random(1).NextBytes(pixels);
        await File.WriteAllBytesAsync(folder["pixels"], pixels, TestContext.Current.CancellationToken);
        CommandResult peer = await Command.RunAsync(PythonPeer.Program, [Path.Combine(Command.RepositoryRoot, "tests", "Pretrained", "pull_peer.py"), "resnet18", file, folder["pixels"], folder["logits"]]);
        Assert.True(peer.ExitCode == 0, peer.Error);

        string broken = new WeightStore(WeightPlaces.FromEnvironment()).BundleFolder(WeightCatalog.Find(Name));
        Directory.CreateDirectory(broken); // what is there and damaged is made anew
        await File.WriteAllTextAsync(Path.Combine(broken, "card.json"), "{}", TestContext.Current.CancellationToken);

        (int code, string output, string errors) = Pull(Name);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("agrees with the network on 64 pictures of noise", output, StringComparison.Ordinal);
        string path = ModelName.Resolve(Name, TestContext.Current.CancellationToken);
        Assert.StartsWith($"{path}: ", output, StringComparison.Ordinal);
        Assert.StartsWith(folder["cache/bundles/torchvision-resnet18-V1-"], path, StringComparison.Ordinal);
        ModelBundle bundle = VerifiedBundle.Open(path, _ => { });
        CompareLogits(bundle, pixels);
        CheckCard(bundle, File.ReadAllText(Path.Combine(path, "README.md")), peer.Output.TrimEnd('\n').Split('\n'));
        Assert.Contains("is here already", Pull(Name).Output, StringComparison.Ordinal);

        Assert.Equal(0, Pull(Name, "--out", folder["mine"]).Code);
        Assert.Equal("mine", ModelBundle.Open(folder["mine"]).Name);
    }

    [Fact]
    public void An_unusable_download_is_refused_and_leaves_nothing()
    {
        Assert.Equal((2, "error: 'torchvision:resnet19' is not a name of weights"), Refusal("torchvision:resnet19"));
        File.WriteAllBytes(file, TinyTorchFile.Archive(TinyTorchFile.Pickle(TinyTorchFile.Dictionary((TinyTorchFile.Text("w"), TinyTorchFile.Tensor("0", 1, 0, [1], [1])))), ("0", TinyTorchFile.Floats(1))));
        Assert.Equal((3, $"error: {file}: none of its 1 tensors fits resnet18"), Refusal(Name));
        File.Delete(file);
        Assert.Equal(3, Refusal(Name).Code);
        Assert.False(Directory.Exists(folder["cache/bundles"]));

        (int Code, string Start) Refusal(string name)
        {
            (int code, _, string errors) = Pull(name);
            return (code, errors.Split(';')[0]);
        }
    }

    private void CompareLogits(ModelBundle bundle, byte[] pixels)
    {
        float[] expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["logits"])).ToArray();
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = Pictures });
        pixels.CopyTo(classifier.InputBuffer);
        float[] actual = classifier.Run().ToArray();
        Assert.Equal(Pictures * 1000, expected.Length);
        Assert.True(expected.Max(Math.Abs) > 0.5, "answers that are all near zero prove nothing");
        double largest = expected.Zip(actual).Max(pair => Math.Abs((double)pair.First - pair.Second));
        Assert.InRange(largest, 0, 1e-4);
    }

    private static void CheckCard(ModelBundle bundle, string page, string[] names)
    {
        ModelCard card = bundle.Card!;
        Assert.Null(card.Metrics);
        Assert.Null(card.Files["fp32"].Top1);
        Assert.Equal((1, 0), (card.Output.Temperature, card.Output.UnknownBelow));
        Assert.Equal((64, 11_689_512, 1_814_073_344), (card.Parity.Samples, card.Parameters, card.Macs));
        Assert.Contains("no accuracy of this file is published", page, StringComparison.Ordinal); // random weights are not the published ones
        Assert.DoesNotContain("69.758", page, StringComparison.Ordinal);
        string[] different = [.. card.Output.Labels.Where((label, index) => label != names[index])];
        Assert.Equal(["jelly fish", "maillot, tank suit"], different); // only spelt otherwise
    }

    private static (int Code, string Output, string Errors) Pull(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = VerbRunner.Run(new RootCommand { PullVerb.Create() }, ["pull", .. arguments], output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}

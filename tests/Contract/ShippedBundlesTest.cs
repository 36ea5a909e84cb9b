using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Contract;

public class ShippedBundlesTest
{
    public static TheoryData<string> Bundles()
    {
        TheoryData<string> names = [];
        foreach (string folder in Directory.GetDirectories(Path.Combine(Command.RepositoryRoot, "models")).Order(StringComparer.Ordinal))
        {
            names.Add(Path.GetFileName(folder));
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Every_bundle_in_models_passes_verification(string name)
    {
        ModelBundle bundle = VerifiedBundle.Open(Path.Combine(Command.RepositoryRoot, "models", name), _ => { });
        Assert.Equal(name, bundle.Name);
        Assert.NotNull(bundle.SamplesDirectory);
        Assert.True(File.Exists(Path.Combine(bundle.Directory!, "README.md")), "a bundle has a model card for people");
        ParitySpec parity = bundle.Card!.Parity;
        Assert.True(parity is { Samples: >= 2000, MaxAbsLogitError: <= 1e-3, Top1Agreement: 1 }, $"{parity} is no proof");
    }
}

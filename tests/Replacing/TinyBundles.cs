using System.Diagnostics;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Replacing;

/// <summary>Bundles of <see cref="TinyModel"/> with other labels and sizes.</summary>
internal static class TinyBundles
{
    /// <summary>Labels of each bundle by its name.</summary>
    public static IReadOnlyDictionary<string, string[]> Labels { get; } = new Dictionary<string, string[]>
    {
        ["english"] = ["dark", "medium", "bright"],
        ["german"] = ["dunkel", "mittel", "hell"],
        ["large"] = ["sombre", "moyen", "clair"],
    };

    /// <summary>Writes one; <c>large</c> has another input size.</summary>
    public static string Write(string folder, string name, Func<OutputSpec, OutputSpec>? change = null)
    {
        EmbeddedCard card = TinyModel.Embedded("gray");
        int size = name == "large" ? 16 : TinyModel.Size;
        OutputSpec output = card.Output with { Labels = Labels[name] };
        return TinyModel.WriteBundle(folder, card with { Input = card.Input with { Height = size, Width = size }, Output = change?.Invoke(output) ?? output }, changeCard: written => written with { Name = name });
    }

    /// <summary>Lets a link name another bundle, from one moment to the next.</summary>
    public static void Link(string link, string target)
    {
        using Process rename = Process.Start("/bin/sh", ["-c", $"ln -sfn '{target}' '{link}.next' && mv -T '{link}.next' '{link}'"]);
        rename.WaitForExit();
        Assert.Equal(0, rename.ExitCode);
    }

    /// <summary>Loads a bundle.</summary>
    public static OnnxImageClassifier Load(ModelBundle bundle) => new(OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", Threads = 1 }));
}

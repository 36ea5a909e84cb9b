using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Capture.Demo;

/// <summary>The bundle that ships with this repository and runs in the demo.</summary>
internal static class ShippedModel
{
    /// <summary>Its path below the repository's root.</summary>
    public const string RelativePath = "models/fashion-resnet18";

    /// <summary>Searches upwards from the program's folder and the current folder.</summary>
    /// <exception cref="InputException">It is missing.</exception>
    public static string Path => Find() ?? throw new InputException($"{RelativePath} was found neither above {AppContext.BaseDirectory} nor above {Environment.CurrentDirectory}; run this from a clone of the repository");

    /// <summary>Samples for the demo camera with <paramref name="bundle"/>: its own, or the shipped ones if the labels are the same.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public static string SamplesFor(ModelBundle bundle)
    {
        if (bundle.SamplesDirectory is string own)
        {
            return own;
        }

        if (Find() is string path)
        {
            ModelBundle shipped = ModelBundle.Open(path);
            if (shipped.SamplesDirectory is string samples && shipped.Output.Labels.SequenceEqual(bundle.Output.Labels))
            {
                return samples;
            }
        }

        throw new InputException($"{bundle.Name}: has no {ModelBundle.SamplesFolder} folder, and {RelativePath} has none with the same labels; the demo camera has nothing to show");
    }

    private static string? Find() => Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory);

    private static string? Above(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine(folder.FullName, RelativePath);
            if (File.Exists(System.IO.Path.Combine(candidate, ModelBundle.CardFile)))
            {
                return candidate;
            }
        }

        return null;
    }
}

using System.Reflection;
using System.Text;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>
/// ImageNet's thousand classes in the order of the published networks' logits, from <c>imagenet-labels.txt</c> (source: docs/weights.md).
/// </summary>
public static class ImageNetLabels
{
    /// <summary>Reads them; every label is unique.</summary>
    public static IReadOnlyList<string> Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("imagenet-labels.txt") ?? throw new InvalidOperationException("the program was built without imagenet-labels.txt");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

using System.Text;

namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>Names of classes, which are names of folders.</summary>
internal static class ClassName
{
    private const int MostBytes = 120; // a file system allows 255 a name
    private static readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase) { "inbox", "train", "training", "val", "valid", "validation", "dev", "test", "testing" };

    /// <summary>The name in Unicode's composed form (NFC), without blanks around it.</summary>
    /// <exception cref="UsageException">A folder of that name would be no class, or the name cannot be shown.</exception>
    public static string Normalize(string name)
    {
        string normal = name.IsNormalized(NormalizationForm.FormC) ? name.Trim() : name.Normalize(NormalizationForm.FormC).Trim();
        string? fault = normal.Length == 0 ? "is empty"
            : Encoding.UTF8.GetByteCount(normal) > MostBytes ? $"is longer than {MostBytes} bytes"
            : normal.StartsWith('.') ? "begins with a dot, as hidden folders do"
            : normal.Any(each => each is '/' or '\\' || char.IsControl(each)) ? "has a slash or a control character"
            : taken.Contains(normal) ? "is the name of a folder with another meaning"
            : null;
        return fault is null ? normal : throw new UsageException($"class '{normal}' {fault}; choose another name");
    }
}

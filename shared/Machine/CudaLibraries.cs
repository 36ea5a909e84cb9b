using System.Text.RegularExpressions;

namespace EdgeResNet.Shared.Machine;

/// <summary>NVIDIA's libraries in this process, with the version from the file name.</summary>
internal static partial class CudaLibraries
{
    /// <summary>Versions of <c>cuda</c> (its runtime), <c>cudnn</c> and <c>tensorrt</c>; empty before a session has loaded them.</summary>
    public static IReadOnlyDictionary<string, string> Loaded() =>
        File.Exists("/proc/self/maps") ? Parse(File.ReadLines("/proc/self/maps")) : new Dictionary<string, string>();

    /// <summary>The same from the lines of a <c>/proc/PID/maps</c> (proc(5)).</summary>
    internal static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> maps)
    {
        SortedDictionary<string, string> versions = new(StringComparer.Ordinal);
        foreach (string line in maps)
        {
            Match match = Library().Match(line);
            if (match.Success)
            {
                string name = match.Groups["name"].Value switch { "cudart" => "cuda", "nvinfer" => "tensorrt", _ => "cudnn" };
                versions[name] = match.Groups["version"].Value;
            }
        }

        return versions;
    }

    [GeneratedRegex(@"/lib(?<name>cudart|cudnn|nvinfer)\.so\.(?<version>[0-9.]+)( \(deleted\))?$")]
    private static partial Regex Library();
}

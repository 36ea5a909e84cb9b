using System.Globalization;
using EdgeResNet.EdgeApp.Capture.Demo;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Changes the rate of the demo camera.</summary>
internal static class DemoRate
{
    /// <summary>The highest rate.</summary>
    public const double Most = DemoCamera.MostFramesPerSecond;

    /// <summary>Whether a source is the demo camera.</summary>
    public static bool Applies(string source) => source.StartsWith("demo:", StringComparison.Ordinal);

    /// <summary>The source at another rate.</summary>
    public static string Of(string source, double framesPerSecond)
    {
        string[] parts = source.Split('?', 2);
        IEnumerable<string> others = parts.Length < 2 ? [] : parts[1].Split('&').Where(option => !option.StartsWith("fps=", StringComparison.Ordinal));
        return $"{parts[0]}?{string.Join('&', [.. others, string.Create(CultureInfo.InvariantCulture, $"fps={framesPerSecond:0.##}")])}";
    }
}

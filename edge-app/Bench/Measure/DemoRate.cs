using System.Globalization;
using EdgeResNet.EdgeApp.Capture.Demo;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Changes the rate of the demo camera.</summary>
internal static class DemoRate
{
    /// <summary>The highest rate.</summary>
    public const double Most = DemoCamera.MostFramesPerSecond;

    private const string Option = "fps=";

    /// <summary>Whether a source is the demo camera.</summary>
    public static bool Applies(string source) => source.StartsWith("demo:", StringComparison.Ordinal);

    /// <summary>Frames a second that a demo source asks for; the usual rate where it is no number.</summary>
    public static double In(string source)
    {
        string? option = source.Split('?', 2).Last().Split('&').FirstOrDefault(option => option.StartsWith(Option, StringComparison.Ordinal));
        return double.TryParse(option?[Option.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && rate > 0 ? rate : DemoCamera.UsualFramesPerSecond;
    }

    /// <summary>The source at another rate.</summary>
    public static string Of(string source, double framesPerSecond)
    {
        string[] parts = source.Split('?', 2);
        IEnumerable<string> others = parts.Length < 2 ? [] : parts[1].Split('&').Where(option => !option.StartsWith(Option, StringComparison.Ordinal));
        return $"{parts[0]}?{string.Join('&', [.. others, string.Create(CultureInfo.InvariantCulture, $"{Option}{framesPerSecond:0.##}")])}";
    }
}

using System.Text.RegularExpressions;

namespace EdgeResNet.Tests.Fakes;

/// <summary>The address of its page that a program prints.</summary>
internal static partial class WatchAddress
{
    /// <summary>The address; null as long as it was not printed.</summary>
    public static Uri? In(string output) => Line().Match(output) is { Success: true } found ? new Uri(found.Groups["address"].Value) : null;

    [GeneratedRegex("watch at (?<address>http://[0-9.:]+/)", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}

using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests;

/// <summary>The system's Python, whose packages some tests compare with.</summary>
internal static class PythonPeer
{
    public const string Program = "/usr/bin/python3";

    /// <summary>Skips the test where the package is missing. Looks for the package without the seconds that its import takes.</summary>
    public static async Task NeedsAsync(string package)
    {
        string look = $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{package}') is None)";
        Assert.SkipUnless(File.Exists(Program) && (await Command.RunAsync(Program, ["-c", look])).ExitCode == 0, $"python3-{package} is not installed");
    }
}

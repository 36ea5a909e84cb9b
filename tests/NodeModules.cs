namespace EdgeResNet.Tests;

/// <summary>Packages of Node.js, from NODE_PATH or from the folder that .ci/run fills.</summary>
internal static class NodeModules
{
    /// <summary>The folder that holds a package; skips the test where there is none.</summary>
    public static string Holding(string package)
    {
        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        string[] candidates = [.. (Environment.GetEnvironmentVariable("NODE_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), Path.Combine(cache, "edgeresnet", "node", "node_modules")];
        string? found = Array.Find(candidates, candidate => Directory.Exists(Path.Combine(candidate, package)));
        Assert.SkipWhen(found is null, $"{package} is in no folder of NODE_PATH (npm install {package})");
        return found!;
    }
}

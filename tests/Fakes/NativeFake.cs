using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Fakes;

/// <summary>Shared libraries that tests compile from a C file of this folder.</summary>
internal static class NativeFake
{
    /// <summary>Compiles <paramref name="source"/> into <paramref name="library"/>; skips the test where there is no compiler.</summary>
    public static async Task<string> BuildAsync(string source, string library, params string[] options)
    {
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(path => File.Exists(Path.Combine(path, "gcc"))), "the compiler gcc is not installed");
        CommandResult built = await Command.RunAsync("gcc", ["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", library, Path.Combine(Command.RepositoryRoot, "tests/Fakes", source), .. options]);
        Assert.True(built.ExitCode == 0, built.Error);
        return library;
    }
}

using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Build;

/// <summary>
/// A folder with a copy of the launcher, empty projects and a `dotnet` that only records its arguments: the real launcher
/// without the real builds.
/// </summary>
internal sealed class LauncherFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("edgeresnet launcher ").FullName;

    public LauncherFolder()
    {
        foreach (string folder in new[] { "shared", "build/deploy", "trainer", "edge-app", "tests", "tools" })
        {
            Directory.CreateDirectory(PathOf(folder));
        }
        foreach (string file in new[]
        {
            "trainer/EdgeResNet.Trainer.csproj", "edge-app/EdgeResNet.EdgeApp.csproj", "tests/EdgeResNet.Tests.csproj",
            "shared/Shared.cs", "trainer/Trainer.cs", "global.json", ".editorconfig",
            "Directory.Build.targets", "Accelerator.props",
        })
        {
            File.WriteAllText(PathOf(file), "");
        }
        File.WriteAllText(PathOf("Directory.Build.props"), "<Version>1.2.3</Version>");
        File.WriteAllText(PathOf("Directory.Packages.props"), """    <PackageVersion Include="TorchSharp-cuda-linux" Version="0.107.0" />""");
        IEnumerable<string> parts = Directory.GetFiles(Path.Combine(Command.RepositoryRoot, "build", "deploy")).Select(file => Path.GetRelativePath(Command.RepositoryRoot, file));
        parts = parts.Concat(Directory.GetFiles(Path.Combine(Command.RepositoryRoot, "build"), "*.*sh").Select(file => Path.GetRelativePath(Command.RepositoryRoot, file)));
        foreach (string file in parts.Concat(["edgeresnet", "LICENSE", "build/completion.bash"]).Distinct())
        {
            File.Copy(Path.Combine(Command.RepositoryRoot, file), PathOf(file));
        }
        File.CreateSymbolicLink(PathOf("tools/dotnet"), Path.Combine(Command.RepositoryRoot, "tests", "Build", "fake-dotnet"));
    }

    /// <summary>The arguments of each build so far.</summary>
    public string[] Builds => File.Exists(PathOf("builds")) ? File.ReadAllLines(PathOf("builds")) : [];

    /// <summary>The arguments of each publish so far.</summary>
    public string[] Publishes => File.Exists(PathOf("publishes")) ? File.ReadAllLines(PathOf("publishes")) : [];

    public string PathOf(string relative) => Path.Combine(path, relative);

    public Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(arguments, []);

    public Task<CommandResult> RunAsync(string[] arguments, params (string Name, string? Value)[] environment) =>
        // Through bash: a file that this process wrote a moment ago may not be executed while another test is forking.
        Command.RunAsync("bash", [PathOf("edgeresnet"), .. arguments], Variables(environment));

    /// <summary>Starts the launcher as a process that receives signals.</summary>
    public SignalledProgram Start(string[] arguments, params (string Name, string? Value)[] environment) =>
        SignalledProgram.Run("env", ["--default-signal=INT,TERM,HUP", "bash", PathOf("edgeresnet"), .. arguments], Variables(environment));

    private (string Name, string? Value)[] Variables((string Name, string? Value)[] more) =>
    [
        ("PATH", $"{PathOf("tools")}:{Environment.GetEnvironmentVariable("PATH")}"),
        ("ORT_DISABLE_TELEMETRY", null), ("MALLOC_MMAP_THRESHOLD_", null), ("MALLOC_TRIM_THRESHOLD_", null),
        .. more,
    ];

    public void Dispose() => Directory.Delete(path, recursive: true);
}

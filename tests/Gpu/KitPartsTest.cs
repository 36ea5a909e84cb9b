using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Gpu;

/// <summary>Parts of a kit: packed by <c>tests/gpu/pack.sh</c>, checked and joined by <c>run.sh</c>.</summary>
public sealed class KitPartsTest : IDisposable
{
    private const int PartBytes = 100_000;
    private const int Content = 350_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Parts_are_joined_once_and_the_measurement_gets_the_options()
    {
        await PackAsync();
        string[] parts = Parts();
        Assert.Equal(4, parts.Length);
        Assert.All(parts, part => Assert.InRange(new FileInfo(part).Length, 1, PartBytes));
        CommandResult result = await RunAsync("--ep", "cpu", "two words");
        Assert.Equal((0, $"{Content} --ep cpu two words\n"), (result.ExitCode, result.Output));

        File.Delete(parts[0]); // what is unpacked does not need them
        Assert.Equal(0, (await RunAsync()).ExitCode);
    }

    [Fact]
    public async Task A_broken_part_is_named_and_nothing_runs()
    {
        await PackAsync();
        byte[] bytes = await File.ReadAllBytesAsync(folder["out/part-02"], TestContext.Current.CancellationToken);
        bytes[1000] ^= 1;
        await File.WriteAllBytesAsync(folder["out/part-02"], bytes, TestContext.Current.CancellationToken);
        CommandResult result = await RunAsync();
        Assert.Equal((3, "", "run.sh: part-02: not as packed (SHA-256 differs); copy again\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Missing_parts_are_named()
    {
        await PackAsync();
        File.Delete(folder["out/part-01"]);
        File.Delete(folder["out/part-03"]);
        CommandResult result = await RunAsync();
        Assert.Equal((3, $"run.sh: part-01 part-03: not beside run.sh; copy all parts into {folder["out"]}\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_missing_Python_is_named()
    {
        await PackAsync();
        CommandResult result = await Command.RunAsync("/bin/bash", [folder["out/run.sh"]], ("PYTHON", folder["python"]));
        Assert.Equal((3, $"run.sh: {folder["python"]} is missing; install Python 3, or name one in PYTHON\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("kit.sh", "--accelerator", "rocm")]
    [InlineData("kit.sh", "--level", "10")]
    [InlineData("kit.sh", "--out")]
    [InlineData("pack.sh", "only-one")]
    public async Task Wrong_options_are_usage_errors(string script, params string[] options) =>
        Assert.Equal(2, (await Command.RunAsync("/bin/bash", [ScriptOf(script), .. options])).ExitCode);

    [Fact]
    public async Task Scripts_pass_shellcheck()
    {
        string[] found = [.. "/usr/local/bin /usr/bin".Split(' ').Select(path => Path.Combine(path, "shellcheck")).Where(File.Exists)];
        Assert.SkipWhen(found.Length == 0, "shellcheck is not installed");
        string[] scripts = [.. Directory.GetFiles(ScriptOf(""), "*.sh", SearchOption.AllDirectories)];
        Assert.Equal(5, scripts.Length);
        CommandResult result = await Command.RunAsync(found[0], scripts);
        Assert.True(result.ExitCode == 0, result.Output);
    }

    private static string ScriptOf(string name) => Path.Combine(Command.RepositoryRoot, "tests/gpu", name);

    private string[] Parts() => [.. Directory.GetFiles(folder["out"], "part-*").Order(StringComparer.Ordinal)];

    private async Task PackAsync()
    {
        Assert.SkipUnless(File.Exists(PythonPeer.Program) && File.Exists("/usr/bin/xz"), "python3 or xz-utils is not installed");
        Directory.CreateDirectory(folder["kit/measure"]);
        Directory.CreateDirectory(folder["out"]);
        byte[] noise = new byte[Content];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(folder["kit/noise"], noise, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            folder["kit/measure/measure.py"],
            "import os, sys\nprint(os.path.getsize(os.path.join(os.path.dirname(__file__), '../noise')), *sys.argv[1:])\n",
            TestContext.Current.CancellationToken);
        CommandResult packed = await Command.RunAsync("/bin/bash", [ScriptOf("pack.sh"), folder["kit"], folder["out"], "0", $"{PartBytes}"]);
        Assert.True(packed.ExitCode == 0, packed.Error);
    }

    private Task<CommandResult> RunAsync(params string[] options) => Command.RunAsync("/bin/bash", [folder["out/run.sh"], .. options], ("PYTHON", PythonPeer.Program));
}

using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Inference;

/// <summary><c>tests/gpu/check.sh</c> without a GPU and with a pretended one; every program that it calls is replaced.</summary>
public sealed class GpuCheckTest : IDisposable
{
    private static readonly string script = Path.Combine(Command.RepositoryRoot, "tests/gpu/check.sh");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'; exit 9")]
    [InlineData("echo 'No devices were found'")]
    public async Task The_check_with_no_GPU_prints_one_line_and_builds_nothing(string answer)
    {
        string fake = folder["nvidia-smi"];
        await File.WriteAllTextAsync(fake, $"#!/bin/sh\n{answer}\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Command.RunAsync("/bin/chmod", ["+x", fake])).ExitCode);
        CommandResult result = await Command.RunAsync("/bin/bash", [script], ("PATH", $"{folder.Path}:/usr/bin:/bin"));
        Assert.Equal((4, ""), (result.ExitCode, result.Output));
        Assert.Equal("tests/gpu/check.sh: no NVIDIA GPU answers on this machine (nvidia-smi --list-gpus); nothing was checked", result.Error.TrimEnd());
    }

    [Fact]
    public async Task The_check_builds_measures_everything_once_and_prints_a_table()
    {
        (CommandResult result, string[] calls) = await RunAsync();
        Assert.Equal(0, result.ExitCode);
        string build = Assert.Single(calls, call => call.StartsWith("dotnet ", StringComparison.Ordinal));
        Assert.Contains("-p:Accelerator=cuda --artifacts-path .edgeresnet/gpu ", build, StringComparison.Ordinal);
        string[] names = ["one-cpu-fp32", "one-cuda-fp32", "one-cuda-fp16", "one-tensorrt-fp32", "one-tensorrt-fp16", "one-tensorrt-int8-trt", "two-cpu-fp32", "two-cuda-fp32", "two-tensorrt-fp32"];
        Assert.Equal(
            names.Select(name => $"| {name} | 63 of 64 | 0.0013 | 0.500 / 0.750 / 1.250 | 2.000 / 3.000 / 4.000 | 3 queries; needs at least 1024 |"),
            Rows(result));
        foreach (string name in names)
        {
            Assert.All(["verify", "single-stream", "pipeline"], kind => Assert.True(File.Exists(folder[$"out/{name}.{kind}.json"]), $"{name}.{kind}"));
        }

        Assert.Equal(2 * names.Length, calls.Count(call => call.Contains("--min-queries 3 --min-seconds 0.5", StringComparison.Ordinal)));
        Assert.Contains(calls, call => call.Contains("bench --model", StringComparison.Ordinal) && call.Contains("--ep cuda:1 --precision fp16 --scenario pipeline", StringComparison.Ordinal));
        Assert.Contains("two without fp16: it has no such file, and none could be made", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bench .*one --ep cuda:1 --precision fp32 --scenario single-stream", "| one-cuda-fp32 | 63 of 64 | 0.0013 | failed: out \\| of memory | 2.000 / 3.000 / 4.000 | 3 queries; needs at least 1024 |")]
    [InlineData("bench .*one --ep cuda:1 --precision fp32 --scenario pipeline", "| one-cuda-fp32 | 63 of 64 | 0.0013 | 0.500 / 0.750 / 1.250 | failed: out \\| of memory |  |")]
    [InlineData("verify .*one --ep cuda:1 --precision fp32", "| one-cuda-fp32 | failed: out \\| of memory |  | not measured | not measured |  |")]
    public async Task A_failed_step_is_in_the_table_and_the_rest_runs(string fails, string row)
    {
        (CommandResult result, _) = await RunAsync(fails, "out | of memory");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(row, Assert.Single(Rows(result), each => each.Contains("failed", StringComparison.Ordinal)));
        Assert.Equal(9, Rows(result).Length);
        Assert.StartsWith("reports: ", result.LastLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ep tensorrt:1 is there but (libnvinfer.so.10: cannot open shared object file); libnvinfer.so.10 is missing: install TensorRT 10, or name its folder in LD_LIBRARY_PATH")]
    [InlineData("--ep tensorrt:1: this build of ONNX Runtime has no tensorrt; run ./edgeresnet setup --accelerator cuda")]
    public async Task A_missing_TensorRT_is_noted_and_is_no_failure(string words)
    {
        (CommandResult result, _) = await RunAsync("--ep tensorrt", words);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"tensorrt skipped: {words}", result.Output.Split('\n'));
        Assert.DoesNotContain(Rows(result), row => row.Contains("tensorrt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_installed_TensorRT_that_does_not_run_is_a_failure()
    {
        (CommandResult result, _) = await RunAsync("--ep tensorrt", "the driver is too old");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(4, Rows(result).Count(row => row.Contains("-tensorrt-", StringComparison.Ordinal) && row.Contains("failed: the driver is too old", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_refused_before_building()
    {
        (CommandResult result, string[] calls) = await RunAsync(models: "models/three");
        Assert.Equal(3, result.ExitCode);
        Assert.Equal("tests/gpu/check.sh: models/three: is no bundle folder; it has no model.onnx", result.Error.TrimEnd());
        Assert.DoesNotContain(calls, call => call.StartsWith("dotnet", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--fast")]
    public async Task An_unknown_option_or_missing_value_is_a_usage_error(string option) =>
        Assert.Equal(2, (await Command.RunAsync("/bin/bash", [script, option])).ExitCode);

    private static string[] Rows(CommandResult result) => [.. result.Output.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];

    /// <summary>Runs a copy of the script in its own folder. One bundle there has a file for each precision, the other only float32.</summary>
    private async Task<(CommandResult Result, string[] Calls)> RunAsync(string fails = "", string words = "", params string[] models)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3, which prints the table, is missing (apt-get install python3)");
        foreach (string file in new[] { "models/one/model.onnx", "models/one/model.fp16.onnx", "models/one/model.int8-trt.onnx", "models/two/model.onnx", "tests/gpu/check.sh" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[file])!);
            await File.WriteAllTextAsync(folder[file], "", TestContext.Current.CancellationToken);
        }

        File.Copy(script, folder["tests/gpu/check.sh"], overwrite: true);
        Directory.CreateDirectory(folder["tools"]);
        foreach (string tool in new[] { "tools/nvidia-smi", "tools/dotnet", "edgeresnet" })
        {
            File.CreateSymbolicLink(folder[tool], Path.Combine(Command.RepositoryRoot, "tests/gpu/fake-tools"));
        }

        CommandResult result = await Command.RunAsync(
            "/bin/bash",
            [folder["tests/gpu/check.sh"], "--out", folder["out"], "--queries", "3", "--seconds", "0.5", "--device", "1", .. models.Length > 0 ? models : ["models/one", "models/two"]],
            ("PATH", $"{folder["tools"]}:/usr/bin:/bin"),
            ("FAKE_ROOT", folder.Path),
            ("FAKE_FAILS", fails),
            ("FAKE_WORDS", words));
        return (result, await File.ReadAllLinesAsync(folder["calls"], TestContext.Current.CancellationToken));
    }
}

using System.Runtime.Versioning;
using System.Text.Json;
using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Gpu;

/// <summary>The measurement of a kit (<c>tests/gpu/kit/measure.py</c>), with programs that are replaced.</summary>
[SupportedOSPlatform("linux")]
public sealed class KitMeasurementTest : IDisposable
{
    private readonly KitFolder kit = new();

    public void Dispose() => kit.Dispose();

    [Fact]
    public async Task Every_step_is_a_row_and_stands_beside_PyTorch()
    {
        CommandResult result = await kit.MeasureAsync(["--ep", "cpu", "--only", "resnet18-224", "--libtorch", kit["python/lib"]]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains("| resnet18-224, cpu, fp32 | 63 of 64, 0.0013 | 0.500 / 0.750 / 1.250 |  | 0.50 |  |", result.Output, StringComparison.Ordinal);
        Assert.Contains("| resnet18-224, PyTorch eager, fp32 |  | 1.000 / 1.500 / 2.000 |  |  |  |", result.Output, StringComparison.Ordinal);
        Assert.Contains("| resnet18-224, cuda, no graph, fp32 |  |  |  |  | latency skipped: needs a GPU |", result.Output, StringComparison.Ordinal);
        using JsonDocument report = Report();
        Assert.Equal("0123456789abcdef", report.RootElement.GetProperty("commit").GetString());
        Assert.Equal("2.11.0", report.RootElement.GetProperty("pytorch").GetProperty("version").GetString());
        Assert.All(report.RootElement.GetProperty("steps").EnumerateArray(), step => Assert.NotEqual("failed", step.GetProperty("status").GetString()));
        Assert.Contains(File.ReadAllText(kit["results/table.md"]), result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_runs_on_the_given_libtorch_and_is_divided_by_PyTorchs_rate()
    {
        CommandResult result = await kit.MeasureAsync(["--ep", "cpu", "--only", "training resnet50", "--libtorch", kit["python/lib"]]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("| training resnet50, trainer, bf16 |  |  | 300.0 | 1.50 |  |", result.Output, StringComparison.Ordinal);
        using JsonDocument report = Report();
        Assert.StartsWith(kit["python/lib"], report.RootElement.GetProperty("steps")[0].GetProperty("result").GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.13.1", "the libtorch of PyTorch 1.13.1 is older than 2.10, which the trainer needs")]
    [InlineData(null, "this Python has no PyTorch, whose libtorch the trainer needs")]
    public async Task Without_a_fitting_libtorch_the_trainer_is_skipped(string? version, string reason)
    {
        string fake = await File.ReadAllTextAsync(kit["python/torch.py"], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(kit["python/torch.py"], version is null ? "raise ImportError" : fake.Replace("2.11.0", version, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        CommandResult result = await kit.MeasureAsync(["--ep", "cpu", "--only", "training resnet18"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"| training resnet18, trainer, bf16 |  |  |  |  | rate skipped: {reason} |", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_fails_or_hangs_is_noted_and_the_rest_runs()
    {
        CommandResult result = await kit.MeasureAsync(
            ["--ep", "cpu", "--only", "fashion-resnet18, cpu", "--step-seconds", "3"], ("FAILS", "bench .*fp16"), ("HANGS", "verify .*fp32"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("| fashion-resnet18, cpu, fp32 |  | 0.500 / 0.750 / 1.250 |  |  | answers failed: did not end within 3 s |", result.Output, StringComparison.Ordinal);
        Assert.Contains("| fashion-resnet18, cpu, fp16 | 63 of 64, 0.0013 |  |  |  | latency failed: out \\| of memory |", result.Output, StringComparison.Ordinal);
        Assert.Contains("| fashion-resnet18, cpu, int8 | 63 of 64, 0.0013 |", result.Output, StringComparison.Ordinal);
        Assert.Contains("3 steps ran, 0 were skipped, 2 failed", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_minutes_are_over_no_step_begins()
    {
        CommandResult result = await kit.MeasureAsync(["--ep", "cpu", "--only", "fashion-resnet18, cpu", "--minutes", "0"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("0 steps ran, 5 were skipped, 0 failed", result.Output, StringComparison.Ordinal);
        Assert.Contains("the 0 minutes were over", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_TensorRT_is_asked_for_once_and_is_no_failure()
    {
        await FakeGpuAsync();
        CommandResult result = await kit.MeasureAsync(
            ["--only", "tensorrt"], ("PATH", $"{kit["python"]}:/usr/bin:/bin"), ("FAILS", "tensorrt:0 --precision fp32"), ("WORDS", "libnvinfer.so.10 is missing: install TensorRT 10"));
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains("0 steps ran, 14 were skipped, 0 failed", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CUDA_libraries_are_found_in_Pythons_packages()
    {
        await FakeGpuAsync();
        string[] files = ["nvidia/cu13/lib/libcudart.so.13", "nvidia/cu13/lib/libcublas.so.13", "nvidia/cudnn/lib/libcudnn.so.9", "nvidia/nccl/lib/libnccl.so.2"];
        foreach (string file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(kit[$"python/{file}"])!);
            await File.WriteAllTextAsync(kit[$"python/{file}"], "", TestContext.Current.CancellationToken);
        }

        CommandResult result = await kit.MeasureAsync(["--only", "training resnet18, trainer"], ("PATH", $"{kit["python"]}:/usr/bin:/bin"));
        using JsonDocument report = Report();
        JsonElement libraries = report.RootElement.GetProperty("libraries");
        Assert.All(files, file => Assert.Equal(Path.GetDirectoryName(kit[$"python/{file}"]), libraries.GetProperty(Path.GetFileName(file)).GetString()));
        Assert.Contains("libcublasLt.so.13 (cuBLAS of CUDA 13)", report.RootElement.GetProperty("missing").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("note: libcublasLt.so.13", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "no NVIDIA GPU answers", "--only", "fashion")]
    [InlineData(2, "no step has this text", "--ep", "cpu", "--only", "alexnet")]
    [InlineData(2, "invalid choice", "--ep", "rocm")]
    public async Task What_cannot_be_measured_is_refused(int code, string words, params string[] options)
    {
        CommandResult result = await kit.MeasureAsync(options, ("PATH", kit["python"]));
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(kit["results/report.json"]));
    }

    private JsonDocument Report() => JsonDocument.Parse(File.ReadAllText(kit["results/report.json"]));

    private async Task FakeGpuAsync()
    {
        await File.WriteAllTextAsync(kit["python/nvidia-smi"], "#!/bin/sh\necho 'a GPU, 580.1, 81920 MiB, 1980 MHz, 700 W'\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(kit["python/nvidia-smi"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}

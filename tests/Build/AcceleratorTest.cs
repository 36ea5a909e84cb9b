using System.Text.Json;

namespace EdgeResNet.Tests.Build;

/// <summary>Which packages an accelerator selects, from evaluating the projects: nothing is restored.</summary>
public class AcceleratorTest
{
    private static readonly string[] accelerated =
        ["Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Gpu", "TorchSharp", "TorchSharp-cpu", "TorchSharp-cuda-linux"];

    [Theory]
    [InlineData("shared/EdgeResNet.Shared.csproj", "cpu", "Microsoft.ML.OnnxRuntime")]
    [InlineData("shared/EdgeResNet.Shared.csproj", "cuda", "Microsoft.ML.OnnxRuntime.Gpu")]
    [InlineData("trainer/EdgeResNet.Trainer.csproj", "cpu", "TorchSharp", "TorchSharp-cpu")]
    [InlineData("trainer/EdgeResNet.Trainer.csproj", "cuda", "TorchSharp", "TorchSharp-cuda-linux")]
    [InlineData("edge-app/EdgeResNet.EdgeApp.csproj", "cuda")]
    public async Task The_accelerator_selects_the_packages(string project, string accelerator, params string[] expected)
    {
        CommandResult result = await MSBuildAsync(project, "-getItem:PackageReference", $"-p:Accelerator={accelerator}");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        using JsonDocument items = JsonDocument.Parse(result.Output);
        IEnumerable<string> packages = items.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString() ?? "");
        Assert.Equal(expected, packages.Where(package => accelerated.Contains(package)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    public async Task A_trainer_for_a_PyTorch_brings_no_libtorch(string accelerator)
    {
        CommandResult result = await MSBuildAsync("trainer/EdgeResNet.Trainer.csproj", "-getItem:PackageReference", $"-p:Accelerator={accelerator}", "-p:TorchPackage=none");
        Assert.Contains("\"TorchSharp\"", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"TorchSharp-", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cpu_is_the_default()
    {
        CommandResult result = await MSBuildAsync("trainer/EdgeResNet.Trainer.csproj", "-getProperty:Accelerator");
        Assert.Equal("cpu", result.Output.Trim());
    }

    [Fact]
    public async Task An_unknown_accelerator_is_refused_and_named()
    {
        CommandResult result = await MSBuildAsync("trainer/EdgeResNet.Trainer.csproj", "-t:CollectPackageReferences", "-p:Accelerator=rocm");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Accelerator is 'rocm'; use -p:Accelerator=cpu or -p:Accelerator=cuda.", result.Output, StringComparison.Ordinal);
    }

    // The variable would override the project's default.
    private static Task<CommandResult> MSBuildAsync(string project, params string[] arguments) => Command.RunAsync(
        "dotnet", ["msbuild", Path.Combine(Command.RepositoryRoot, project), "-nologo", .. arguments],
        ("Accelerator", null), ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_UI_LANGUAGE", "en"));
}

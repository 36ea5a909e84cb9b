using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Inference;

/// <summary><c>tests/gpu/check.sh</c> where no GPU answers: with one it is a measurement, not a test.</summary>
public sealed class GpuCheckTest : IDisposable
{
    private static readonly string script = Path.Combine(Command.RepositoryRoot, "tests/gpu/check.sh");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'; exit 9")]
    [InlineData("echo 'No devices were found'")]
    public async Task Without_a_gpu_it_says_so_in_one_line_and_builds_nothing(string answer)
    {
        string fake = folder["nvidia-smi"];
        await File.WriteAllTextAsync(fake, $"#!/bin/sh\n{answer}\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Command.RunAsync("/bin/chmod", ["+x", fake])).ExitCode);
        CommandResult result = await Command.RunAsync("/bin/bash", [script], ("PATH", $"{folder.Path}:/usr/bin:/bin"));
        Assert.Equal((4, ""), (result.ExitCode, result.Output));
        Assert.Equal("tests/gpu/check.sh: no NVIDIA GPU answers on this machine (nvidia-smi --list-gpus); nothing was checked", result.Error.TrimEnd());
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--fast")]
    public async Task An_option_that_it_does_not_know_or_that_lacks_its_value_is_a_usage_error(string option) =>
        Assert.Equal(2, (await Command.RunAsync("/bin/bash", [script, option])).ExitCode);
}

using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Cli;

public sealed class SecretVariablesTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SecretVariablesTest() => Assert.SkipUnless(File.Exists("/bin/sh"), "needs a shell");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("demo:fashion")] // the command of the user's
    [InlineData("rtsp://127.0.0.1:1/a")] // ffmpeg
    public async Task A_child_process_of_live_inherits_no_secret(string source)
    {
        string file = folder["environment"];
        string write = $"env > {file}.part; mv {file}.part {file}"; // whole as soon as it is there
        await File.WriteAllTextAsync(folder["ffmpeg"], $"#!/bin/sh\ncase \"$*\" in *{source}*) {write};; esac\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Command.RunAsync("/bin/chmod", ["+x", folder["ffmpeg"]])).ExitCode);
        (string, string?)[] environment =
        [
            ("PATH", $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}"),
            ("EDGERESNET_WEB_TOKEN", "secret"),
            ("EDGERESNET_MQTT_PASSWORD", "secret"),
            ("EDGERESNET_ON_CHANGE_SECRET", "secret"),
            ("EDGERESNET_OF_NO_MEANING", "seen"),
        ];
        await using LiveProgram live = LiveProgram.Start(ShippedModel.Path, source, environment, "--on-change-exec", write);
        Eventually.True(() => File.Exists(file), () => live.Errors);
        string inherited = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("EDGERESNET_OF_NO_MEANING=seen", inherited, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", inherited, StringComparison.Ordinal);
    }
}

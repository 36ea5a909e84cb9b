using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Cli;

/// <summary>Verbs whose stdout is a full disk.</summary>
public sealed class FullStdoutTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("EdgeResNet.Trainer", "describe resnet20")]
    [InlineData("EdgeResNet.Trainer", "--help")]
    [InlineData("EdgeResNet.Trainer", "throughput --arch resnet20 --width 0.25 --batch 2 --steps 1 --image-size 32")]
    [InlineData("EdgeResNet.EdgeApp", "verify --model m")]
    [InlineData("EdgeResNet.EdgeApp", "classify --model m m/p.png")]
    [InlineData("EdgeResNet.EdgeApp", "devices")]
    public async Task A_full_stdout_is_a_one_line_error(string program, string arguments)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        TinyModel.WriteBundle(folder["m"]);
        using (OpenCvSharp.Mat picture = new(8, 8, OpenCvSharp.MatType.CV_8UC1, new OpenCvSharp.Scalar(7)))
        {
            OpenCvSharp.Cv2.ImWrite(folder["m/p.png"], picture);
        }

        CommandResult result = await Command.RunAsync("sh", ["-c", $"cd '{folder.Path}' && exec dotnet '{Path.Combine(AppContext.BaseDirectory, program + ".dll")}' {arguments} > /dev/full"]);
        Assert.Equal(3, result.ExitCode);
        Assert.Matches("^error: stdout: cannot be written \\(.*\n$", result.Error);
    }
}

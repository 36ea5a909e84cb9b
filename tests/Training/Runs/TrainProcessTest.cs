using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Tests.Training.Runs;

/// <summary><c>train</c> as a separate process: behaviour after a kill, and memory over epochs.</summary>
public sealed class TrainProcessTest : IDisposable
{
    private static readonly string program = Path.Combine(AppContext.BaseDirectory, "EdgeResNet.Trainer");
    private static readonly string[] lasting = ["recipe.json", "last.safetensors", "best.safetensors", "bundle/model.onnx"];

    private readonly TemporaryFolder folder = new();
    private int epochs;

    public TrainProcessTest() => PictureFolder.Create(folder["pets"], perClass: 16, "cat", "dog");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(1, 6, 8, Traits = [Long.Trait, Long.Value])]
    [InlineData(2, 6, 8, Traits = [Long.Trait, Long.Value])]
    public async Task A_run_killed_at_any_moment_ends_with_the_same_weights(int seed, int kills, int epochs)
    {
        this.epochs = epochs;
        long started = Stopwatch.GetTimestamp();
        CommandResult whole = await Command.RunAsync(program, Begin("whole/run"));
        Assert.True(whole.ExitCode == 0, whole.Error);
        TimeSpan duration = Stopwatch.GetElapsedTime(started);

        Random random = new(seed);
        for (int i = 0; i < kills; i++)
        {
            await RunAndKillAsync(random.NextDouble() * duration);
        }

        CommandResult last = await Command.RunAsync(program, Continue());
        Assert.True(last.ExitCode == 0, last.Error);
        Assert.All(lasting, file => Assert.True(File.ReadAllBytes(folder[$"whole/run/{file}"]).AsSpan().SequenceEqual(File.ReadAllBytes(folder[$"killed/run/{file}"])), file));
        Assert.Equal(Learned("whole/run"), Learned("killed/run"));
        Assert.Equal(Names("whole/run"), Names("killed/run")); // nothing unfinished is left
        RunFolder run = RunFolder.Open(folder["killed/run"]);
        TensorBoardFile.Update(folder["fresh"], run.Spec.Recipe, run.Metrics.Read());
        Assert.Equal(File.ReadAllBytes(folder["fresh"]), File.ReadAllBytes(run.Metrics.EventFile)); // each epoch once
    }

    [Fact, Long]
    public async Task Memory_does_not_grow_over_epochs()
    {
        CommandResult result = await Command.RunAsync(program, ["train", "--data", $"folder:{folder["pets"]}", "--arch", "resnet20", "--image-size", "16", "--batch", "8", "--epochs", "40", "--mixup", "0.2", "--erase", "0.5", "--out", folder["run"]]);
        Assert.True(result.ExitCode == 0, result.Error);
        long[] memory = [.. RunFolder.Open(folder["run"]).Metrics.Read().Select(epoch => epoch.MemoryBytes)];
        Assert.Equal(40, memory.Length);
        long growth = memory[35..].Min() - memory[8..13].Max();
        Assert.True(growth < 32_000_000, $"resident memory grew by {growth:N0} bytes: {string.Join(", ", memory)}"); // one gradient a step left behind would be 116 MB
    }

    private string[] Begin(string run) =>
    [
        "train", "--data", $"folder:{folder["pets"]}", "--arch", "resnet20", "--width", "0.25", "--image-size", "16", "--batch", "8", "--epochs", $"{epochs}",
        "--mixup", "0.2", "--stochastic-depth", "0.1", "--erase", "0.5", "--seed", "7", "--out", folder[run],
    ];

    // A process killed before it wrote its recipe left no run.
    private string[] Continue() => RunFolder.Exists(folder["killed/run"]) ? ["train", "--out", folder["killed/run"], "--resume"] : Begin("killed/run");

    private async Task RunAndKillAsync(TimeSpan after)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, Continue()) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await RealTime.PassAsync(after, TestContext.Current.CancellationToken);
        process.Kill();
        await Task.WhenAll(output, error);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await error);
    }

    private string[] Names(string run) => [.. Directory.GetFileSystemEntries(folder[run], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder[run], path)).Order(StringComparer.Ordinal)];

    private string[] Learned(string run) =>
        [.. RunFolder.Open(folder[run]).Metrics.Read().Select(epoch => string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch} {epoch.TrainLoss:R} {epoch.TrainTop1:R} {epoch.ValLoss:R} {epoch.ValTop1:R} {epoch.Lr:R}"))];
}

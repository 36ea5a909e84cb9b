using System.Diagnostics;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Export;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Processes;

/// <summary><c>train</c> under MPI, against one process with the same batch.</summary>
public sealed class MpiTrainingTest : IDisposable
{
    /// <summary>Sums in another order: about 1e-6 a step in float32.</summary>
    private const double AnotherOrder = 2e-5;

    private const int Stop = 19;
    private readonly TemporaryFolder folder = new();

    public MpiTrainingTest() => PictureFolder.Create(folder["pets"], perClass: 16, "cat", "dog");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_and_four_processes_learn_what_one_learns_and_repeat_it_bit_for_bit()
    {
        MpiRun.Needs(MpiRun.OpenMpi);
        await TrainAsync(1, "one", Plain);
        await TrainAsync(2, "two", Plain);
        await TrainAsync(2, "again", Plain);
        await TrainAsync(4, "four", Plain);
        Assert.Equal(Weights("two"), Weights("again"));
        Assert.InRange(MpiRun.Difference(folder["one"], folder["two"]), 1e-9, AnotherOrder);
        Assert.InRange(MpiRun.Difference(folder["one"], folder["four"]), 1e-9, AnotherOrder);
        Assert.Equal(Names("one"), Names("two")); // one process alone writes
    }

    [Fact]
    public async Task Shared_norms_see_the_whole_batch_and_unshared_ones_do_not()
    {
        MpiRun.Needs(MpiRun.OpenMpi);
        string[] norms = ["--arch", "resnet20", "--width", "0.25", "--batch", "16", "--max-steps", "1", "--erase", "0.5", "--seed", "2"];
        await TrainAsync(1, "one", norms);
        await TrainAsync(2, "shared", [.. norms, "--sync-bn", "true"]);
        CommandResult own = await TrainAsync(2, "own", norms);
        Assert.InRange(MpiRun.Difference(folder["one"], folder["shared"]), 1e-9, 2e-4);
        Assert.InRange(MpiRun.Difference(folder["one"], folder["own"]), 0.01, 100);
        Assert.Contains("norms see only the 8 pictures", own.Output.Replace("\n  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gradients_in_bfloat16_differ_by_their_rounding()
    {
        MpiRun.Needs(MpiRun.OpenMpi);
        await TrainAsync(1, "one", Plain);
        CommandResult result = await TrainAsync(2, "rounded", [.. Plain, "--wire", "bf16"]);
        Assert.Contains("MB in bfloat16", result.Output, StringComparison.Ordinal);
        Assert.InRange(MpiRun.Difference(folder["one"], folder["rounded"]), AnotherOrder, 0.02); // eight bits
    }

    [Fact]
    public async Task Mpich_does_the_same()
    {
        MpiRun.Needs(MpiRun.Mpich);
        await TrainAsync(1, "one", Plain);
        await TrainAsync(2, "two", Plain, MpiRun.Mpich);
        Assert.InRange(MpiRun.Difference(folder["one"], folder["two"]), 1e-9, AnotherOrder);
    }

    [Theory]
    [InlineData(9, 1, "rank 1 on ", "has ended unexpectedly")]
    [InlineData(Stop, 2, "rank 2 on ", "has not answered", Traits = [Long.Trait, Long.Value])]
    [InlineData(Stop, 0, "rank 0 on ", "has not answered", Traits = [Long.Trait, Long.Value])]
    public async Task A_lost_process_ends_all_within_ten_seconds_and_is_named_once(int signal, int rank, string who, string how)
    {
        MpiRun.Needs(MpiRun.OpenMpi);
        await using SignalledProgram program = MpiRun.Start(3, [.. Data("run"), "--arch", "resnet20", "--width", "0.25", "--batch", "16", "--epochs", "10000"]);
        await Eventually.TrueAsync(() => File.Exists(folder["run/last.safetensors"]), () => program.Errors);
        using Process lost = MpiRun.Find(rank, folder["run"]);
        Assert.Equal(0, (await Command.RunAsync("kill", [$"-{signal}", $"{lost.Id}"])).ExitCode);
        long started = Stopwatch.GetTimestamp();
        Assert.NotEqual(0, await program.EndAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10);
        string line = Assert.Single(program.Errors.Split('\n'), line => line.Contains("error: ", StringComparison.Ordinal));
        Assert.Contains(who + Environment.MachineName, line, StringComparison.Ordinal);
        Assert.Contains(how, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_any_process_is_one_line()
    {
        MpiRun.Needs(MpiRun.OpenMpi);
        string[] train = ["-n", "1", MpiRun.Program, .. Data("run"), .. Plain];
        CommandResult result = await Command.RunAsync(MpiRun.OpenMpi, ["--allow-run-as-root", "--oversubscribe", .. train, ":", .. train, "--device", "cuda"]);
        Assert.Equal(4, result.ExitCode);
        Assert.StartsWith($"rank 1 on {Environment.MachineName}: --device cuda", Error(result), StringComparison.Ordinal);

        result = await Command.RunAsync(MpiRun.OpenMpi, ["--allow-run-as-root", "--oversubscribe", "-n", "3", MpiRun.Program, .. Data("run"), "--arch", "resnet20", "--batch", "5"]);
        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith("batch 5: divided among 3 processes", Error(result), StringComparison.Ordinal);

        static string Error(CommandResult result) => Assert.Single(result.Error.Split('\n'), line => line.Contains("error: ", StringComparison.Ordinal)).Split("error: ")[1];
    }

    [Fact, Long]
    public async Task A_run_goes_on_with_any_number_of_processes()
    {
        MpiRun.Needs(MpiRun.OpenMpi);
        string[] some = ["--arch", "alexnet", "--width", "0.5", "--batch", "16", "--epochs", "60", "--lr", "0.001"];
        await TrainAsync(1, "whole", some);
        foreach ((int processes, int epoch) in new[] { (2, 1), (1, 3) })
        {
            await using SignalledProgram part = MpiRun.Start(processes, epoch == 1 ? [.. Data("parts"), .. some] : ["train", "--out", folder["parts"], "--resume"]);
            await Eventually.TrueAsync(() => part.HasExited || (File.Exists(folder["parts/metrics.jsonl"]) && File.ReadAllLines(folder["parts/metrics.jsonl"]).Length > epoch), () => part.Errors);
            part.Send(SignalledProgram.Terminate);
            await part.EndAsync();
        }

        Assert.InRange(File.ReadAllLines(folder["parts/metrics.jsonl"]).Length, 2, 59);
        CommandResult last = await MpiRun.RunAsync(4, ["train", "--out", folder["parts"], "--resume"]);
        Assert.True(last.ExitCode == 0, last.Error);
        Assert.InRange(MpiRun.Difference(folder["whole"], folder["parts"]), 1e-9, 1e-3); // 120 steps
    }

    [Fact]
    public async Task The_batch_of_a_process_gives_batch_and_learning_rate()
    {
        MpiRun.Needs(MpiRun.OpenMpi);
        await TrainAsync(2, "run", ["--arch", "alexnet", "--width", "0.05", "--batch-per-process", "4", "--lr", "0.16", "--max-steps", "1"]);
        string recipe = await File.ReadAllTextAsync(folder["run/recipe.json"], TestContext.Current.CancellationToken);
        Assert.Contains("\"batch\": 8,", recipe, StringComparison.Ordinal);
        Assert.Contains("\"lr\": 0.01,", recipe, StringComparison.Ordinal); // 0.16 · 8 / 128
        CommandResult both = await Command.RunAsync(MpiRun.Program, [.. Data("other"), "--arch", "alexnet", "--batch", "8", "--batch-per-process", "4"]);
        Assert.Equal(2, both.ExitCode);
    }

    private static string[] Plain => ["--arch", "alexnet", "--width", "0.05", "--batch", "18", "--max-steps", "2", "--erase", "0.5"]; // shares of unequal size

    private string[] Data(string run) => ["train", "--data", $"folder:{folder["pets"]}", "--image-size", "16", "--no-export", "--out", folder[run]];

    private async Task<CommandResult> TrainAsync(int processes, string run, string[] options, string mpirun = MpiRun.OpenMpi)
    {
        CommandResult result = await MpiRun.RunAsync(processes, [.. Data(run), .. options], mpirun);
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        return result;
    }

    private byte[] Weights(string run) => File.ReadAllBytes(folder[$"{run}/best.safetensors"]);

    private string[] Names(string run) => [.. Directory.GetFileSystemEntries(folder[run], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder[run], path)).Order(StringComparer.Ordinal)];
}

using EdgeResNet.Shared.Cli;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Export;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Cli;

/// <summary>SIGINT, SIGTERM and SIGHUP at any moment of both programs.</summary>
public sealed class StopSignalsTest : IDisposable
{
    private const string Trainer = "EdgeResNet.Trainer";
    private const string EdgeApp = "EdgeResNet.EdgeApp";
    private readonly TemporaryFolder folder = new();

    public StopSignalsTest() => Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(SignalledProgram.HangUp, Trainer, "train", "--data", "folder:pets", "--out", "run")]
    [InlineData(SignalledProgram.Terminate, Trainer, "describe", "resnet152")]
    [InlineData(SignalledProgram.HangUp, Trainer, "throughput", "--arch", "resnet18")]
    [InlineData(SignalledProgram.HangUp, EdgeApp, "live", "--model", "bundle", "--source", "demo:fashion")]
    [InlineData(SignalledProgram.Terminate, EdgeApp, "devices")]
    [InlineData(SignalledProgram.Interrupt, EdgeApp, "verify", "--model", "bundle")]
    public async Task A_signal_before_the_verb_has_begun_exits_130_in_silence(int signal, string program, params string[] arguments)
    {
        await using SignalledProgram started = SignalledProgram.Start(program, arguments);
        started.Catches(SignalledProgram.HangUp); // the runtime has handlers of its own for the others, and ends with 143 until ours are there
        started.Send(signal);
        Assert.Equal(130, await started.EndAsync());
        Assert.Equal("", started.Errors.Trim());
    }

    [Theory]
    [InlineData(SignalledProgram.HangUp)]
    [InlineData(SignalledProgram.Terminate)]
    public async Task A_training_writes_its_checkpoint_also_if_the_signal_comes_twice(int signal)
    {
        await using SignalledProgram train = StartTraining();
        train.Send(signal);
        train.Send(signal); // as timeout(1) does, and a shell whose terminal is closed
        Assert.Equal(130, await train.EndAsync());
        Assert.Contains("stopped after step ", train.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["run/last.safetensors"]));
        Assert.Equal("", train.Errors.Trim());
    }

    [Fact]
    public async Task What_was_ignored_at_the_start_stays_ignored()
    {
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog");
        await using SignalledProgram train = SignalledProgram.Run("env", ["--default-signal=TERM", "--ignore-signal=HUP", Path.Combine(AppContext.BaseDirectory, Trainer), .. Training]);
        Eventually.True(() => train.Output.Length > 0 || train.HasExited, () => train.Errors);
        train.Send(SignalledProgram.HangUp); // as a shell does when the user logs out after nohup
        Eventually.True(() => train.Output.Contains("epoch   2", StringComparison.Ordinal) || train.HasExited, () => train.Errors);
        train.Send(SignalledProgram.Terminate);
        Assert.Equal(130, await train.EndAsync());
    }

    [Fact]
    public async Task A_closed_terminal_ends_a_training_with_its_checkpoint()
    {
        Assert.SkipUnless(File.Exists(PythonPeer.Program), "needs python3 for a terminal");
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog");
        string script = """
            import os, pty, sys
            child, terminal = pty.fork()
            if child == 0:
                os.environ['TERM'] = 'xterm'
                os.environ.pop('CI', None)
                os.execv(sys.argv[1], sys.argv[1:])
            seen = b''
            while b'epoch' not in seen or b'val loss' not in seen:
                seen += os.read(terminal, 4096)
            os.close(terminal)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """;
        CommandResult result = await Command.RunAsync(PythonPeer.Program, ["-c", script, Path.Combine(AppContext.BaseDirectory, Trainer), .. Training]);
        Assert.Equal(("130\n", ""), (result.Output, result.Error));
        Assert.True(File.Exists(folder["run/last.safetensors"]));
    }

    [Fact]
    public void The_last_resort_waits_for_what_has_to_be_finished()
    {
        using ManualResetEventSlim ended = new();
        LastResort lastResort = new(TimeSpan.FromMilliseconds(20), _ => ended.Set());
        using (Finishing.Begin())
        {
            lastResort.Begin();
            Assert.False(ended.Wait(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken));
        }

        Assert.True(ended.Wait(Eventually.Limit, TestContext.Current.CancellationToken));
    }

    private string[] Training => ["train", "--data", $"folder:{folder["pets"]}", "--arch", "resnet20", "--width", "0.25", "--image-size", "16", "--batch", "4", "--epochs", "100000", "--out", folder["run"]];

    private SignalledProgram StartTraining()
    {
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog");
        SignalledProgram train = SignalledProgram.Start(Trainer, Training);
        Eventually.True(() => train.Output.Contains("epoch   1", StringComparison.Ordinal) || train.HasExited, () => train.Errors);
        return train;
    }
}

using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Sweeps;

namespace EdgeResNet.Tests.Sweeps.Running;

/// <summary>The verb as a process, on a few pictures.</summary>
internal static class SweepRun
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "EdgeResNet.Trainer");

    /// <summary>Pictures of two classes to train on and to validate.</summary>
    public static void Pictures(TemporaryFolder folder) => PictureFolder.Create(folder["pets"], perClass: 16, "cat", "dog");

    /// <summary>Runs it with one thread a trial.</summary>
    public static Task<CommandResult> Async(params string[] arguments) => Command.RunAsync(Program, ["sweep", .. arguments], ("OMP_NUM_THREADS", "1"));

    /// <summary>The weights that a trial keeps.</summary>
    public static byte[] Weights(SweepFolder sweep, int trial) => File.ReadAllBytes(Path.Combine(sweep.Trial(trial).Run, "best.safetensors"));
}

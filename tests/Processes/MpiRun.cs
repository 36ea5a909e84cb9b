using System.Diagnostics;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Trainer.Pretrained.Files;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Processes;

/// <summary>Trainings in several processes of this machine.</summary>
internal static class MpiRun
{
    public const string OpenMpi = "mpirun.openmpi";
    public const string Mpich = "mpirun.mpich";

    private static readonly (string, string?)[] environment = [("OMP_NUM_THREADS", "1"), ("OMPI_ALLOW_RUN_AS_ROOT", "1"), ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"), ("OMPI_MCA_rmaps_base_oversubscribe", "1")];

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "EdgeResNet.Trainer");

    public static void Needs(string mpirun) => Assert.SkipUnless(File.Exists($"/usr/bin/{mpirun}"), $"{mpirun} is not installed (Debian: openmpi-bin, mpich)");

    /// <summary>Runs the trainer to its end; one process starts without a launcher.</summary>
    public static Task<CommandResult> RunAsync(int processes, string[] arguments, string mpirun = OpenMpi) =>
        processes == 1 ? Command.RunAsync(Program, arguments, environment) : Command.RunAsync(mpirun, ["-n", $"{processes}", Program, .. arguments], environment);

    /// <summary>Starts it.</summary>
    public static SignalledProgram Start(int processes, string[] arguments) => processes == 1
        ? SignalledProgram.Run(Program, arguments, environment)
        : SignalledProgram.Run("env", ["--default-signal=INT,TERM,HUP", OpenMpi, "-n", $"{processes}", Program, .. arguments], environment);

    /// <summary>The process of a rank, by the folder of its run.</summary>
    public static Process Find(int rank, string run) => With($"OMPI_COMM_WORLD_RANK={rank}").Single(process => Text(process, "cmdline").Contains(run, StringComparison.Ordinal));

    /// <summary>Running trainers whose environment has a variable, <c>NAME=VALUE</c>.</summary>
    public static IEnumerable<Process> With(string variable) => Process.GetProcesses().Where(process =>
        Text(process, "cmdline").StartsWith(Program, StringComparison.Ordinal) && Text(process, "environ").Contains($"{variable}\0", StringComparison.Ordinal));

    /// <summary>Largest difference of two runs' weights, against the largest weight of each tensor.</summary>
    public static double Difference(string first, string second)
    {
        using IDisposable scope = NewDisposeScope();
        Dictionary<string, Tensor> a = SafeTensors.Read(Path.Combine(first, "last.safetensors")).Tensors;
        Dictionary<string, Tensor> b = SafeTensors.Read(Path.Combine(second, "last.safetensors")).Tensors;
        Assert.Equal(a.Keys.Order(StringComparer.Ordinal), b.Keys.Order(StringComparer.Ordinal));
        return a.Where(entry => entry.Value.is_floating_point()).Max(entry =>
            (entry.Value - b[entry.Key]).abs().max().item<float>() / Math.Max(entry.Value.abs().max().item<float>(), 1e-6f));
    }

    private static string Text(Process process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended, or is another user's
        }
    }
}

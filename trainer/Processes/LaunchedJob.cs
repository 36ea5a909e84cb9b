using System.Globalization;

namespace EdgeResNet.Trainer.Processes;

/// <summary>What a launcher's environment says of this process.</summary>
/// <param name="Launcher">Its name.</param>
/// <param name="Size">Number of processes.</param>
/// <param name="Libraries">File names of the MPI libraries that it goes with, the likeliest first.</param>
internal sealed record LaunchedJob(string Launcher, int Size, IReadOnlyList<string> Libraries)
{
    private const string OpenMpi = "libmpi.so.40";
    private static readonly string[] mpich = ["libmpich.so.12", "libmpi.so.12"]; // Debian's name, and that of all others

    /// <summary>The job; null if this process is the only one, or started without a launcher.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="InputException">Slurm started several processes without MPI.</exception>
    public static LaunchedJob? From(Func<string, string?> variable)
    {
        if (Number("OMPI_COMM_WORLD_SIZE") is int open)
        {
            return Several(new LaunchedJob("Open MPI's mpirun", open, [OpenMpi]));
        }

        bool hasPmix = variable("PMIX_RANK") is not null;
        if (Number("PMI_SIZE") is int size)
        {
            return Several(new LaunchedJob("the launcher (PMI)", size, [.. mpich, OpenMpi]));
        }

        return Number("SLURM_STEP_NUM_TASKS") is not int tasks || tasks == 1 ? null
            : hasPmix ? new LaunchedJob("Slurm's srun", tasks, [OpenMpi, .. mpich])
            : throw new InputException($"srun: started {tasks} processes without MPI; add --mpi=pmix (srun --mpi=list shows what there is), or use mpirun");

        int? Number(string name) => int.TryParse(variable(name), CultureInfo.InvariantCulture, out int number) ? number : null;

        static LaunchedJob? Several(LaunchedJob job) => job.Size > 1 ? job : null;
    }
}

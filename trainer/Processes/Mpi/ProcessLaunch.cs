namespace EdgeResNet.Trainer.Processes.Mpi;

/// <summary>Joins the processes that a launcher started.</summary>
internal static class ProcessLaunch
{
    /// <summary>The group that this process belongs to; itself alone without a launcher.</summary>
    /// <exception cref="InputException">The launcher's MPI is not usable.</exception>
    public static IProcessGroup Join() =>
        LaunchedJob.From(Environment.GetEnvironmentVariable) is LaunchedJob job ? MpiGroup.Join(job) : new OneProcess();
}

namespace EdgeResNet.Tests.Build;

/// <summary>The launcher's choice of cores under mpirun.</summary>
public sealed class CoresTest
{
    [Theory]
    [InlineData("", "1", "1")]
    [InlineData("", "0", "0")]
    [InlineData("core", "1", "0")] // chosen by --bind-to
    public async Task A_process_bound_by_default_takes_its_share_of_its_parents_cores(string policy, string rank, string expected)
    {
        Assert.SkipUnless(Environment.ProcessorCount >= 2 && File.Exists("/usr/bin/taskset"), "needs two cores and taskset");
        CommandResult result = await Command.RunAsync(
            "taskset",
            ["-c", "0-1", "bash", "-c", $"taskset -c 0 bash -c 'source {Command.RepositoryRoot}/build/cores.sh; share_cores; sed -n \"s/^Cpus_allowed_list:\\s*//p\" /proc/$$/status' & wait"],
            ("OMPI_COMM_WORLD_LOCAL_SIZE", "2"),
            ("OMPI_COMM_WORLD_LOCAL_RANK", rank),
            ("OMPI_MCA_orte_bound_at_launch", "1"),
            ("OMPI_MCA_hwloc_base_binding_policy", policy.Length == 0 ? null : policy));
        Assert.Equal((0, expected), (result.ExitCode, result.Output.Trim()));
    }
}

using EdgeResNet.Trainer.Processes;

namespace EdgeResNet.Tests.Processes;

public sealed class LaunchedJobTest
{
    [Theory]
    [InlineData("", null, null)]
    [InlineData("OMPI_COMM_WORLD_SIZE=4 PMIX_RANK=1", 4, "libmpi.so.40")]
    [InlineData("OMPI_COMM_WORLD_SIZE=1 PMIX_RANK=0", null, null)]
    [InlineData("PMI_SIZE=3 PMI_RANK=2", 3, "libmpich.so.12")]
    [InlineData("PMI_SIZE=1", null, null)]
    [InlineData("SLURM_STEP_NUM_TASKS=8 PMIX_RANK=3", 8, "libmpi.so.40")]
    [InlineData("SLURM_STEP_NUM_TASKS=8 PMI_SIZE=8", 8, "libmpich.so.12")]
    [InlineData("SLURM_STEP_NUM_TASKS=1", null, null)]
    [InlineData("SLURM_NTASKS=4 SLURM_PROCID=0", null, null)] // a batch script without srun
    public void The_launchers_variables_give_number_and_library(string variables, int? size, string? library)
    {
        LaunchedJob? job = LaunchedJob.From(Reader(variables));
        Assert.Equal((size, library), (job?.Size, job?.Libraries[0]));
    }

    [Fact]
    public void Slurm_without_mpi_is_refused()
    {
        InputException error = Assert.Throws<InputException>(() => LaunchedJob.From(Reader("SLURM_STEP_NUM_TASKS=4")));
        Assert.Contains("--mpi=pmix", error.Message, StringComparison.Ordinal);
    }

    private static Func<string, string?> Reader(string variables)
    {
        Dictionary<string, string> set = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split('=')).ToDictionary(each => each[0], each => each[1]);
        return set.GetValueOrDefault;
    }
}

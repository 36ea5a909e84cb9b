using System.Globalization;

namespace EdgeResNet.Trainer.Sweeps.Running;

/// <summary>The cores of a trial. All trials get equally many, so that a result does not depend on which ran beside it.</summary>
internal static class CoreShare
{
    private const string ThreadsVariable = "OMP_NUM_THREADS";

    /// <summary>Cores of each of some processes that run at once, at least 1.</summary>
    /// <param name="jobs">Processes.</param>
    /// <param name="cores">Cores of the machine that this process may use.</param>
    /// <param name="limit">Value of OMP_NUM_THREADS, which limits the whole sweep; null without one.</param>
    public static int Of(int jobs, int cores, string? limit) =>
        Math.Max(1, (int.TryParse(limit, CultureInfo.InvariantCulture, out int most) && most > 0 ? Math.Min(cores, most) : cores) / jobs);

    /// <summary>The same, for this process.</summary>
    public static int OfThisMachine(int jobs) => Of(jobs, Environment.ProcessorCount, Environment.GetEnvironmentVariable(ThreadsVariable));

    /// <summary>Variables that hold a process to its cores: libtorch's threads, and the runtime's, which decode pictures.</summary>
    public static IEnumerable<(string Name, string Value)> Variables(int cores)
    {
        string count = cores.ToString(CultureInfo.InvariantCulture);
        return [(ThreadsVariable, count), ("MKL_NUM_THREADS", count), ("DOTNET_PROCESSOR_COUNT", count)];
    }
}

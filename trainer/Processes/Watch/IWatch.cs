namespace EdgeResNet.Trainer.Processes.Watch;

/// <summary>
/// Watches over the processes of a group on connections of its own, since MPI may wait forever for a lost one. A process that ends early or
/// is silent for <see cref="WatchTimes.Silence"/> ends all others, with one line.
/// </summary>
internal interface IWatch : IDisposable
{
    /// <summary>Ends all processes because this one failed.</summary>
    void Fail(ExitCode code, string reason);

    /// <summary>Process 0 ends the work; the others wait for it, without using a core.</summary>
    void Finish();
}

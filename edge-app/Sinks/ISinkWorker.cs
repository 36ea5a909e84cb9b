namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>The lifetime of a sink's worker: run, complete, finish, dispose.</summary>
internal interface ISinkWorker
{
    /// <summary>The run must stop: nothing waits for room in the queue any more. Safe from any thread, at any time.</summary>
    void Hurry();

    /// <summary>No items will follow. Returns at once and delivers the rest in the background, in parallel with other sinks.</summary>
    void Complete();

    /// <summary>Completes, then waits until all is delivered. Items left when <paramref name="patience"/> is over count as lost. Throws nothing.</summary>
    void Finish(Patience patience);
}

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>The life of a sink's worker: it runs, is completed, then finished, then disposed by its sink.</summary>
internal interface ISinkWorker
{
    /// <summary>The run is asked to stop: from now on nothing waits for room in the queue. Safe from any thread, at any time.</summary>
    void Hurry();

    /// <summary>Nothing will follow. Begins to deliver what is left and returns at once, so that all sinks do so side by side.</summary>
    void Complete();

    /// <summary>Waits until everything is delivered; what is left when <paramref name="patience"/> is over counts as lost. Completes first; throws nothing.</summary>
    void Finish(Patience patience);
}

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Takes results or pictures. It never ends or slows the pipeline: it counts what it cannot deliver, and says why, in <see cref="Status"/>.</summary>
internal interface ISink : IDisposable
{
    /// <summary>How it is doing.</summary>
    SinkStatus Status { get; }

    /// <summary>Delivers what the sink has taken; null for a sink that does all its work in the call.</summary>
    ISinkWorker? Worker { get; }
}

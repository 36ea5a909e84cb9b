namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Takes results or pictures. Never ends or slows the pipeline: <see cref="Status"/> counts what is lost and says why.</summary>
internal interface ISink : IDisposable
{
    /// <summary>Counters and problems of the sink.</summary>
    SinkStatus Status { get; }

    /// <summary>Delivers the items taken; null if the sink does all its work in the call.</summary>
    ISinkWorker? Worker { get; }
}

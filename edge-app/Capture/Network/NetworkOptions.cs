namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>How to reach a source over the network.</summary>
internal sealed record NetworkOptions
{
    /// <summary>How RTP packets travel.</summary>
    public StreamTransport Transport { get; init; }

    /// <summary>Pause between two pictures of a snapshot address; null for a stream.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Certificates to trust; null for the system's.</summary>
    public SourceTrust? Trust { get; init; }
}

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>The streams from the encoder's thread to the clients.</summary>
internal sealed class PreviewStreams : IDisposable
{
    /// <summary>Pictures, framed as parts of motion JPEG.</summary>
    public Broadcast Jpegs { get; } = new();

    /// <summary>PNG pictures, for snapshots.</summary>
    public Broadcast Pngs { get; } = new();

    /// <summary>The numbers, framed as server-sent events.</summary>
    public Broadcast Json { get; } = new();

    public void Dispose()
    {
        Jpegs.Dispose();
        Pngs.Dispose();
        Json.Dispose();
    }
}

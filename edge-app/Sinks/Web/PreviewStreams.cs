namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>What the encoder's thread hands to the clients.</summary>
internal sealed class PreviewStreams : IDisposable
{
    /// <summary>Pictures, framed as parts of motion JPEG.</summary>
    public Broadcast Jpegs { get; } = new();

    /// <summary>Pictures without loss, for those who keep one.</summary>
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

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>The streams from the encoder's thread to the clients.</summary>
internal sealed class PreviewStreams : IDisposable
{
    /// <summary>Pictures with the HUD, framed as parts of motion JPEG.</summary>
    public Broadcast Jpegs { get; } = new();

    /// <summary>The source's pictures, framed likewise.</summary>
    public Broadcast Plain { get; } = new();

    /// <summary>PNG pictures, for snapshots.</summary>
    public Broadcast Pngs { get; } = new();

    /// <summary>The numbers, framed as server-sent events.</summary>
    public Broadcast Json { get; } = new();

    /// <summary>Number of clients that watch a picture.</summary>
    public int Viewers => Jpegs.Viewers + Plain.Viewers;

    public void Dispose()
    {
        Jpegs.Dispose();
        Plain.Dispose();
        Pngs.Dispose();
        Json.Dispose();
    }
}

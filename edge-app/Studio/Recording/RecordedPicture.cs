using EdgeResNet.EdgeApp.Sinks.Collecting;

namespace EdgeResNet.EdgeApp.Studio.Recording;

/// <summary>A picture on its way to a class, in a reused buffer.</summary>
internal sealed class RecordedPicture : IDisposable
{
    /// <summary>Picture, result, features and region.</summary>
    public CollectedPicture Taken { get; } = new();

    /// <summary>The class.</summary>
    public string Label { get; set; } = "";

    /// <summary>Number of the recording that it belongs to.</summary>
    public long Recording { get; set; }

    /// <summary>Copies everything, also the pixels, into <paramref name="other"/>.</summary>
    public void CopyTo(RecordedPicture other)
    {
        Taken.CopyTo(other.Taken);
        (other.Label, other.Recording) = (Label, Recording);
    }

    public void Dispose() => Taken.Dispose();
}

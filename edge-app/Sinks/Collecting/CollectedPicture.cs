using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>A picture on its way to the inbox, in a reused buffer.</summary>
internal sealed class CollectedPicture : IDisposable
{
    private readonly Frame own = new();
    private float[] features = [];
    private int featureCount;

    /// <summary>The clean picture.</summary>
    public Frame Frame { get; private set; } = null!;

    /// <summary>Its result.</summary>
    public FrameResult Result { get; } = new();

    /// <summary>The network's features, <c>[F]</c>; empty where the model has none.</summary>
    public ReadOnlySpan<float> Features => features.AsSpan(0, featureCount);

    /// <summary>The region that the network saw; null for the whole picture.</summary>
    public PixelRect? Region { get; private set; }

    /// <summary>Why it is kept.</summary>
    public CollectReasons Reasons { get; private set; }

    /// <summary>What a person said that it shows; null if nobody said anything.</summary>
    public string? Label { get; private set; }

    /// <summary>When it was captured.</summary>
    public DateTimeOffset Time => new(Result.Time, TimeSpan.Zero);

    /// <summary>Borrows a frame and copies the rest. Allocates only when the number of features grows.</summary>
    public void Borrow(Frame frame, FrameResult result, ReadOnlySpan<float> numbers, PixelRect? region, CollectReasons reasons, string? label = null)
    {
        Frame = frame;
        result.CopyTo(Result);
        Copy(numbers);
        (Region, Reasons, Label) = (region, reasons, label);
    }

    /// <summary>Copies everything, also the pixels, into <paramref name="other"/>.</summary>
    public void CopyTo(CollectedPicture other)
    {
        other.Borrow(other.own, Result, Features, Region, Reasons, Label);
        Frame.CopyTo(other.own);
    }

    public void Dispose() => own.Dispose();

    private void Copy(ReadOnlySpan<float> numbers)
    {
        if (features.Length < numbers.Length)
        {
            features = new float[numbers.Length];
        }

        numbers.CopyTo(features);
        featureCount = numbers.Length;
    }
}

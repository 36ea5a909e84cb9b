namespace EdgeResNet.Shared.Quantization;

/// <summary>The interval of a value that integers represent; values outside are clipped.</summary>
internal readonly record struct ValueRange(float Low, float High)
{
    /// <summary>The smallest range that holds both.</summary>
    public ValueRange Union(ValueRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));
}

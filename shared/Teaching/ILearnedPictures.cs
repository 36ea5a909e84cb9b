namespace EdgeResNet.Shared.Teaching;

/// <summary>The pictures that a model learned from. Safe from any thread.</summary>
internal interface ILearnedPictures
{
    /// <summary>The pictures most like given features, the nearest first.</summary>
    /// <param name="features"><c>[F]</c>.</param>
    /// <param name="count">Most pictures.</param>
    IReadOnlyList<NearPicture> Nearest(ReadOnlySpan<float> features, int count);

    /// <summary>A small JPEG of a picture; null if there is none with this hash.</summary>
    byte[]? Thumbnail(string sha256);
}

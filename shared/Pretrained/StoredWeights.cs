namespace EdgeResNet.Shared.Pretrained;

/// <summary>A file of weights on this machine.</summary>
/// <param name="Path">The file.</param>
/// <param name="Sha256">Its hash, lower-case hexadecimal.</param>
/// <param name="IsPublished">Whether it is the published file; a file of the user's own may have other weights.</param>
public sealed record StoredWeights(string Path, string Sha256, bool IsPublished);

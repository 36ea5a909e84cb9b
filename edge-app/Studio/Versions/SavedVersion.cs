using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Studio.Versions;

/// <summary>A saved bundle.</summary>
/// <param name="Id">Its number, such as <c>001</c>.</param>
/// <param name="Path">Its folder.</param>
/// <param name="Card">Its card.</param>
/// <param name="Learned">What it learned; null if unknown.</param>
internal sealed record SavedVersion(string Id, string Path, ModelCard Card, VersionRecord? Learned)
{
    /// <summary>Hash of its float32 file.</summary>
    public string Sha256 => Card.Files[ModelBundle.DefaultPrecision].Sha256;
}

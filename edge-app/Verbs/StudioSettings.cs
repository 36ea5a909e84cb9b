namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>What <c>studio</c> adds to a run.</summary>
/// <param name="Folder">The pictures.</param>
/// <param name="Model">The network to begin with; null for the ImageNet backbone.</param>
/// <param name="OpensBrowser">Whether to open the page on this screen.</param>
internal sealed record StudioSettings(string Folder, string? Model, bool OpensBrowser);

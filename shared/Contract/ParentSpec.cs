namespace EdgeResNet.Shared.Contract;

/// <summary>The model that a retraining started from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Hash of its float32 file, lower-case hexadecimal.</param>
public sealed record ParentSpec(string Name, string Sha256);

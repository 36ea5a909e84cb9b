namespace EdgeResNet.Shared.Contract;

/// <summary>A model that another one was retrained from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Hash of its float32 file, lower-case hexadecimal.</param>
public sealed record ParentSpec(string Name, string Sha256);

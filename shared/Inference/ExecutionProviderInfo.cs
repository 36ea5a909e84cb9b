namespace EdgeResNet.Shared.Inference;

/// <summary>An execution provider of this machine.</summary>
/// <param name="Name">Its name in <c>--ep</c>.</param>
/// <param name="Origin">The runtime's build, or a plugin library and its device.</param>
public sealed record ExecutionProviderInfo(string Name, string Origin);

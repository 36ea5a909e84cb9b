namespace EdgeResNet.Shared.Inference;

/// <summary>An execution provider of this machine.</summary>
/// <param name="Name">What <c>--ep</c> takes.</param>
/// <param name="Origin">Where it comes from: the runtime's build, or a plugin library and its device.</param>
public sealed record ExecutionProviderInfo(string Name, string Origin);

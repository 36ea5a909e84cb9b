namespace EdgeResNet.EdgeApp.Replacing;

/// <summary>Another model was asked for before this one took over.</summary>
internal sealed class SupersededException() : Exception("a newer model was asked for before this one took over");

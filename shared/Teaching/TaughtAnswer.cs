using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Teaching;

/// <summary>What a taught model adds to its network.</summary>
/// <param name="Head">Gives the logits.</param>
/// <param name="Bank">Gives the unknown measure; null if logits are enough.</param>
/// <param name="Output">Labels, temperature and threshold.</param>
internal sealed record TaughtAnswer(SoftmaxHead Head, KnownBank? Bank, OutputSpec Output);

using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Replacing;

/// <summary>The model that answers, and how it came to that.</summary>
/// <param name="Model">The model.</param>
/// <param name="Path">Where it was read.</param>
/// <param name="Since">When it took over, or the run began.</param>
/// <param name="Previous">The turn before; null for the first. Its own previous turn is forgotten.</param>
/// <param name="Swaps">How often a model took over in this run.</param>
internal sealed record ModelTurn(AnsweringModel Model, string Path, DateTimeOffset Since, ModelTurn? Previous, long Swaps);

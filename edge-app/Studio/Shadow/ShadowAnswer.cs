namespace EdgeResNet.EdgeApp.Studio.Shadow;

/// <summary>The newest answer of a model in the shadow.</summary>
/// <param name="Label">Its label; null for an unknown picture, or before the first.</param>
/// <param name="Score">Score of its best class, 0 to 1.</param>
/// <param name="Frames">Pictures so far.</param>
/// <param name="Agreeing">How many of them the speaking model answered alike.</param>
internal sealed record ShadowAnswer(string? Label, double Score, long Frames, long Agreeing);

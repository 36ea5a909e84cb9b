namespace EdgeResNet.Shared.Data;

/// <summary>Pictures of a retraining: indices into the source, in its order.</summary>
/// <param name="Comparison">Compare the old and the new model.</param>
/// <param name="Choice">Choose the epoch.</param>
/// <param name="Rest">Training pictures.</param>
/// <param name="KnownChoices">Classes whose <paramref name="Choice"/> was not held out by <see cref="ContentSplit.Parts"/>.</param>
internal sealed record HalvedHoldout(int[] Comparison, int[] Choice, int[] Rest, IReadOnlyList<string> KnownChoices);

namespace EdgeResNet.Shared.Data;

/// <summary>Pictures for a retraining: indices into the source, in its order.</summary>
/// <param name="Comparison">On which old and new model are compared.</param>
/// <param name="Choice">On which the epoch is chosen.</param>
/// <param name="Rest">To train on.</param>
/// <param name="KnownChoices">Classes of which <paramref name="Choice"/> comes out of what <see cref="ContentSplit.Parts"/> does not hold out.</param>
internal sealed record HalvedHoldout(int[] Comparison, int[] Choice, int[] Rest, IReadOnlyList<string> KnownChoices);

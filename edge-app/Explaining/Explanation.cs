using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Explaining;

/// <summary>Why a picture has its label. Immutable.</summary>
/// <param name="Label">The explained label.</param>
/// <param name="Frame">Number of the frame.</param>
/// <param name="Map">What speaks for the label; null if the network cannot tell.</param>
/// <param name="WhyNoMap">Why there is no map; null if there is one.</param>
/// <param name="Nearest">The learned pictures most like this one.</param>
/// <param name="WhyNoPictures">Why there are none; null if there are.</param>
internal sealed record Explanation(string Label, long Frame, EvidenceMap? Map, string? WhyNoMap, IReadOnlyList<NearPicture> Nearest, string? WhyNoPictures);

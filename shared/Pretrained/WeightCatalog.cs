namespace EdgeResNet.Shared.Pretrained;

/// <summary>The known weights by name.</summary>
public static class WeightCatalog
{
    /// <summary>Prefix of a name.</summary>
    public const string Prefix = "torchvision:";

    private const int Classic = 256;
    private const int Second = 232; // of torchvision's newer recipe

    /// <summary>All weights; V1 is the first of an architecture's versions.</summary>
    public static IReadOnlyList<PublishedWeights> All { get; } =
    [
        new("resnet18", "V1", "f37072fd", 69.758, Classic),
        new("resnet34", "V1", "b627a593", 73.314, Classic),
        new("resnet50", "V1", "0676ba61", 76.130, Classic),
        new("resnet50", "V2", "11ad3fa6", 80.858, Second),
        new("resnet101", "V1", "63fe2227", 77.374, Classic),
        new("resnet101", "V2", "cd907fc2", 81.886, Second),
        new("resnet152", "V1", "394f9c45", 78.312, Classic),
        new("resnet152", "V2", "f82ba261", 82.284, Second),
        new("densenet121", "V1", "a639ec97", 74.434, Classic),
        new("densenet169", "V1", "b2777c0a", 75.600, Classic),
        new("densenet201", "V1", "c1103571", 76.896, Classic),
    ];

    /// <summary>Whether a text is such a name, known or not.</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>
    /// The weights of a name. Without a version: V1, which every architecture has. V2 is more accurate on ImageNet, but trained with soft
    /// labels: its scores are too low at temperature 1, and its features transfer less (Kornblith et al., 2021).
    /// </summary>
    /// <param name="name"><c>torchvision:ARCH</c>, <c>torchvision:ARCH@V1</c> or <c>torchvision:ARCH@V2</c>.</param>
    /// <exception cref="UsageException">There are none with this name; the message lists all names.</exception>
    public static PublishedWeights Find(string name) =>
        All.FirstOrDefault(weights => weights.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? All.FirstOrDefault(weights => name == Prefix + weights.Architecture)
        ?? throw new UsageException($"'{name}' is not a name of weights; known are {Prefix}NAME with NAME one of {string.Join(", ", All.GroupBy(weights => weights.Architecture).Select(Versions))}");

    private static string Versions(IGrouping<string, PublishedWeights> group) =>
        group.Key + (group.Count() > 1 ? $"[@{string.Join("|@", group.Select(weights => weights.Version))}]" : "");
}

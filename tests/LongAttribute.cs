using Xunit.v3;

namespace EdgeResNet.Tests;

/// <summary>
/// Marks a test that <c>./edgeresnet test</c> leaves to <c>./edgeresnet test --long</c>. A short test covers the same
/// mechanism with less data. A row of a theory takes <c>Traits = [Long.Trait, Long.Value]</c> instead.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class LongAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(Long.Trait, Long.Value)];
}

/// <summary>The trait that the launcher filters by.</summary>
internal static class Long
{
    public const string Trait = "duration";
    public const string Value = "long";
}

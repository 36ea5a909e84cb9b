namespace EdgeResNet.Shared.Charts;

/// <summary>A line of a table of facts.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">Its value.</param>
/// <param name="Marked">Whether it stands out.</param>
internal sealed record Fact(string Name, string Value, bool Marked = false);

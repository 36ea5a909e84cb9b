namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>The answer to a change.</summary>
/// <param name="Text">What was done; null for nothing.</param>
internal sealed record Done([property: System.Text.Json.Serialization.JsonPropertyName("done")] string? Text);

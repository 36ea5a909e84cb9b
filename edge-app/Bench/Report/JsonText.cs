using System.Text.Json;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>Reads texts from a JSON object, possibly from another version.</summary>
internal static class JsonText
{
    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">The key is missing.</exception>
    public static string Text(this JsonElement element, string name) => element.TextOrNull(name) ?? throw new KeyNotFoundException(name);

    /// <summary>The text of a key, or null.</summary>
    public static string? TextOrNull(this JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}

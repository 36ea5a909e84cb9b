using System.Text.Json;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>Texts of a JSON object that another version may have written.</summary>
internal static class JsonText
{
    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static string Text(this JsonElement element, string name) => element.TextOrNull(name) ?? throw new KeyNotFoundException(name);

    /// <summary>The text of a key, or null.</summary>
    public static string? TextOrNull(this JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}

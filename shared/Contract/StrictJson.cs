using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeResNet.Shared.Contract;

/// <summary>JSON as this project reads and writes it: snake_case, unknown or missing keys are errors.</summary>
public static class StrictJson
{
    /// <summary>Indented, for files that people read.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: true);

    /// <summary>One line, for JSON Lines.</summary>
    public static JsonSerializerOptions Line { get; } = Create(indented: false);

    /// <summary>Reads a JSON file.</summary>
    /// <exception cref="InputException">The file is missing, is not JSON, or has an unknown or missing key.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new InputException($"{path}: holds null; expected a JSON object");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: {Reason(e)}", e);
        }
        catch (IOException e)
        {
            throw new InputException($"{path}: cannot be read ({e.Message})", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"{path}: cannot be read (permission denied)", e);
        }
    }

    /// <summary>Parses JSON text; <paramref name="what"/> names its origin in errors.</summary>
    /// <exception cref="InputException">The text is not JSON, or has an unknown or missing key.</exception>
    public static T Parse<T>(string json, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new InputException($"{what}: holds null; expected a JSON object");
        }
        catch (JsonException e)
        {
            throw new InputException($"{what}: {Reason(e)}", e);
        }
    }

    /// <summary>Writes an indented JSON file atomically.</summary>
    public static void Write<T>(string path, T value) => AtomicFile.WriteText(path, JsonSerializer.Serialize(value, Options) + "\n");

    private static string Reason(JsonException e)
    {
        string message = e.Message.ReplaceLineEndings(" ");
        int path = message.IndexOf(" Path: ", StringComparison.Ordinal);
        string reason = path < 0 ? message : message[..path];
        return e.LineNumber is long line ? $"line {line + 1}: {reason}" : reason;
    }

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        WriteIndented = indented,
    };
}

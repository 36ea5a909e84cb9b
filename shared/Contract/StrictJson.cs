using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Contract;

/// <summary>This project's JSON: snake_case; unknown or missing keys are errors.</summary>
public static partial class StrictJson
{
    /// <summary>Indented, for files that people read.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: true);

    /// <summary>One line, for JSON Lines.</summary>
    public static JsonSerializerOptions Line { get; } = Create(indented: false);

    /// <summary>Reads a JSON file.</summary>
    /// <exception cref="InputException">The file is missing, is not JSON, or has an unknown or missing key.</exception>
    public static T Read<T>(string path) => Parse<T>(ReadText(path), path);

    /// <summary>The text of a JSON file, for <see cref="Parse"/>.</summary>
    /// <exception cref="InputException">The file is missing or is not text.</exception>
    public static string ReadText(string path) => RegularFile.ReadText(path);

    /// <summary>Parses JSON text; <paramref name="what"/> names its origin in errors.</summary>
    /// <exception cref="InputException">The text is not JSON, or has an unknown or missing key.</exception>
    public static T Parse<T>(string json, string what)
    {
        if (Nul().IsMatch(json))
        {
            throw new InputException($"{what}: holds the character NUL (\\u0000), which no name or path can have; remove it");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new InputException($"{what}: is null; expected a JSON object");
        }
        catch (JsonException e)
        {
            throw new InputException($"{what}: {Reason(e, json, typeof(T))}", e);
        }
    }

    /// <summary>The message on a key that does not exist, with the nearest that does.</summary>
    /// <param name="key">The key.</param>
    /// <param name="known">Those that exist.</param>
    public static string Unknown(string key, IEnumerable<string> known) =>
        $"unknown key '{Printable.Of(key)}'; {(NearestName.Of(key, known) is string nearest ? $"did you mean {nearest}? " : "")}correct or remove it";

    /// <summary>Writes an indented JSON file atomically.</summary>
    public static void Write<T>(string path, T value) => AtomicFile.WriteText(path, JsonSerializer.Serialize(value, Options) + "\n");

    // System.Text.Json's message in the terms of the JSON file.
    private static string Reason(JsonException e, string json, Type whole)
    {
        int lastLine = json.AsSpan().TrimEnd().Count('\n'); // text cut off after a line's end is reported in that line
        string where = e.LineNumber is long line ? $"line {Math.Min(line, lastLine) + 1}: " : "";
        string? key = e.Path is { Length: > 2 } path ? path[2..] : null; // null: the whole
        Match unknown = UnknownKey().Match(e.Message);
        Match twice = DuplicateKey().Match(e.Message);
        Match missing = MissingKeys().Match(e.Message);
        return where + (unknown.Success ? Unknown(unknown.Groups[1].Value, KeysOf(unknown.Groups[2].Value, whole))
            : twice.Success ? $"key '{twice.Groups[1].Value}' is there twice; remove one"
            : missing.Success ? $"{(key is null ? "" : key + " ")}lacks {missing.Groups[1].Value.TrimEnd('.')}"
            : e.Message.Contains("could not be converted", StringComparison.Ordinal) || e.Message.Contains("null", StringComparison.Ordinal) ? key is null ? "is of the wrong kind; expected a JSON object" : $"the value of {key} is of the wrong kind"
            : "is not valid JSON: a quote, comma or bracket is missing or extra");
    }

    [GeneratedRegex(@"(?<!\\)(\\\\)*\\u0000")]
    private static partial Regex Nul();

    // The keys of a type that System.Text.Json names in a message: the whole's, or of a part of it in the same assembly.
    private static IEnumerable<string> KeysOf(string type, Type whole) =>
        whole.Assembly.GetType(type) is Type part ? Options.GetTypeInfo(part).Properties.Select(property => property.Name) : [];

    [GeneratedRegex("The JSON property '([^']*)' could not be mapped to any \\.NET member contained in type '([^']*)'")]
    private static partial Regex UnknownKey();

    [GeneratedRegex("Duplicate property '([^']*)'")]
    private static partial Regex DuplicateKey();

    [GeneratedRegex("missing required properties including: ([^;\\r\\n]*)")]
    private static partial Regex MissingKeys();

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        WriteIndented = indented,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(CardJson.Default, new DefaultJsonTypeInfoResolver()),
    };
}

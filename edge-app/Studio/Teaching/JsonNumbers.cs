using System.Text.Json;

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>Measured numbers in the studio's state.</summary>
internal static class JsonNumbers
{
    private const int Decimals = 4;

    /// <summary>Writes a number, rounded; null where there is none or it is not finite.</summary>
    public static void WriteMeasured(this Utf8JsonWriter json, string key, double? value)
    {
        if (value is double number && double.IsFinite(number))
        {
            json.WriteNumber(key, Math.Round(number, Decimals));
        }
        else
        {
            json.WriteNull(key);
        }
    }

    /// <summary>Writes the bounds of an interval, rounded; null where there is none.</summary>
    public static void WriteInterval(this Utf8JsonWriter json, string key, IReadOnlyList<double>? bounds)
    {
        json.WritePropertyName(key);
        JsonSerializer.Serialize<IReadOnlyList<double>?>(json, bounds is null ? null : [.. bounds.Select(bound => Math.Round(bound, Decimals))]);
    }
}

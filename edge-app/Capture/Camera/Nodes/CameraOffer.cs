namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>A camera's formats in words.</summary>
internal static class CameraOffer
{
    private const string CsiGuide = "docs/jetson.md#camera-not-tried";

    /// <summary>For errors: <c>MJPG 1280×720, …</c>; formats that cannot be used are left out.</summary>
    public static string List(IEnumerable<CameraFormat> formats) => string.Join(", ", formats.Where(format => format.Usable).Select(format => $"{format.Fourcc} {format.SizeText}"));

    /// <summary>Why none of the formats can be used; null if one can.</summary>
    public static string? Problem(IReadOnlyCollection<CameraFormat> formats)
    {
        if (formats.Any(format => format.Usable))
        {
            return null;
        }

        string[] codes = [.. formats.Select(format => format.Fourcc).Distinct()];
        return codes.Length == 0
            ? "tells no picture format"
            : codes.All(IsRaw)
                ? $"gives only raw pixels of a CSI sensor ({string.Join(", ", codes)}); {CsiGuide} says how to use it"
                : $"gives only {string.Join(", ", codes)}, which this program does not decode; it needs MJPG or uncompressed pixels such as YUYV";
    }

    /// <summary>Bayer filters of more than 8 bits, packed ones too: what CSI sensors give before an image processor.</summary>
    private static bool IsRaw(string code) => code is "BYR2" or ['p', ..] or ['R' or 'G' or 'B', 'G' or 'B' or 'A' or 'R', '1', >= '0' and <= '6'];
}

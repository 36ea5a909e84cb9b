using System.Globalization;

namespace EdgeResNet.Shared.Pictures;

/// <summary>
/// The largest picture that is decoded, from any file, camera or server: a few bytes can announce gigabytes. Every decoder asks
/// it with the size in the header, before it allocates.
/// </summary>
public static class PictureLimit
{
    /// <summary>Sets another limit, in megapixels.</summary>
    public const string Variable = "EDGERESNET_MEGAPIXELS";

    private const long Megapixel = 1 << 20; // so that pictures of cameras sold as 50 megapixels fit
    private const int Default = 50;
    private const int Most = 500; // a row of pixels must be addressed by 32 bits

    /// <summary>The limit in megapixels.</summary>
    public static int Megapixels { get; } = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out int set) && set is > 0 and <= Most ? set : Default;

    /// <summary>The limit in pixels.</summary>
    public static long Pixels => Megapixels * Megapixel;

    /// <summary>Whether a picture of this size is decoded.</summary>
    public static bool Allows(long width, long height) => width <= Pixels && height <= Pixels && width * height <= Pixels;

    /// <summary>Why a picture of this size is refused, and what to do.</summary>
    public static string Refusal(long width, long height) =>
        string.Create(CultureInfo.InvariantCulture, $"has {width}×{height} pixels, more than the limit of {Megapixels} megapixels; make it smaller, or set {Variable}");
}

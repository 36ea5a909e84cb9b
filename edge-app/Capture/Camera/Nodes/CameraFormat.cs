using System.Globalization;
using System.Text.Json.Serialization;

namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>A format that a camera delivers.</summary>
/// <param name="Fourcc">Pixel format, such as <c>MJPG</c> or <c>YUYV</c>.</param>
/// <param name="Width">Columns; the maximum if the camera scales freely.</param>
/// <param name="Height">Rows.</param>
/// <param name="Fps">Rates, highest first; empty if the driver reports none. The highest and the lowest if all between are possible.</param>
internal sealed record CameraFormat(string Fourcc, int Width, int Height, IReadOnlyList<double> Fps)
{
    /// <summary>Whether this program understands the pixel format.</summary>
    public bool Usable { get; init; } = true;

    /// <summary>Sizes from which the camera scales freely; null for a single size.</summary>
    public SizeRange? Sizes { get; init; }

    /// <summary>Whether all rates between the two are possible.</summary>
    public bool AnyRate { get; init; }

    /// <summary>Whether the driver lists sizes; otherwise this is its current one.</summary>
    public bool Listed { get; init; } = true;

    /// <summary>The number of the pixel format.</summary>
    [JsonIgnore]
    public uint Code { get; init; }

    /// <summary>The rates as the driver tells them, the shortest period first.</summary>
    [JsonIgnore]
    public IReadOnlyList<FramePeriod> Periods { get; init; } = [];

    /// <summary>Size and range, for people.</summary>
    [JsonIgnore]
    public string SizeText => Sizes is SizeRange range ? $"{range.MinWidth}×{range.MinHeight} to {Width}×{Height}{range.StepText}" : $"{Width}×{Height}";

    /// <summary>Rates for people; empty if unknown.</summary>
    [JsonIgnore]
    public string RateText => Fps.Count == 0 ? "" : AnyRate
        ? string.Create(CultureInfo.InvariantCulture, $"{Fps[^1]} to {Fps[0]} fps")
        : $"{string.Join(", ", Fps.Select(rate => rate.ToString(CultureInfo.InvariantCulture)))} fps";

    /// <summary>The possible size nearest to another one.</summary>
    public (int Width, int Height) Nearest(int width, int height) => !Listed
        ? (width, height)
        : Sizes is SizeRange range
            ? (SizeRange.Nearest(width, range.MinWidth, Width, range.StepWidth), SizeRange.Nearest(height, range.MinHeight, Height, range.StepHeight))
            : (Width, Height);

    /// <summary>The possible period nearest to a rate; unknown if the driver reports none.</summary>
    public FramePeriod Nearest(double fps) => AnyRate
        ? fps >= Fps[0] ? Periods[0] : fps <= Fps[^1] ? Periods[^1] : FramePeriod.Of(fps)
        : Periods.OrderBy(period => Math.Abs(period.Fps - fps)).FirstOrDefault();
}

using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>Where a picture comes from.</summary>
/// <param name="Source">The source, without credentials, or the name of an uploaded file.</param>
/// <param name="Time">When it was captured.</param>
/// <param name="Region">The region that was cut out of the source's picture; null for the whole.</param>
/// <param name="Model">SHA-256 of the model that ran, lower-case hexadecimal; null without one.</param>
/// <param name="Blurred">Whether it is less sharp than the pictures recorded just before.</param>
internal sealed record PictureOrigin(string Source, DateTimeOffset Time, PixelRect? Region = null, string? Model = null, bool Blurred = false);

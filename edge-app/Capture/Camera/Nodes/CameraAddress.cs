using System.Globalization;

namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>How a source names a camera: by number or path, by serial number, or by a part of its name.</summary>
/// <param name="Path">Node or link; null for the others.</param>
/// <param name="Serial">Serial number; null for the others.</param>
/// <param name="Part">Part of the name; null for the others.</param>
internal sealed record CameraAddress(string? Path, string? Serial, string? Part)
{
    private const string Prefix = "camera:";
    private const string SerialPrefix = "serial=";

    /// <summary>Reads <c>camera:0</c>, <c>camera:serial=…</c>, <c>camera:NAME</c> or a path such as <c>/dev/video0</c>.</summary>
    /// <exception cref="UsageException">Nothing follows <c>camera:</c>.</exception>
    public static CameraAddress Parse(string source, string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return new CameraAddress(name, null, null);
        }

        string text = Uri.UnescapeDataString(name[Prefix.Length..]).Trim();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return new CameraAddress($"/dev/video{number}", null, null);
        }

        string? serial = text.StartsWith(SerialPrefix, StringComparison.OrdinalIgnoreCase) ? text[SerialPrefix.Length..] : null;
        return (serial ?? text).Length == 0
            ? throw new UsageException($"source {source}: names no camera; expected camera:0, camera:NAME or camera:serial=…")
            : new CameraAddress(null, serial, serial is null ? text : null);
    }

    /// <summary>Whether a camera has this serial number or this part in its name; case is ignored.</summary>
    public bool Matches(VideoNode camera) => Serial is string serial
        ? string.Equals(camera.Serial, serial, StringComparison.OrdinalIgnoreCase)
        : Part is string part && camera.Name.Contains(part, StringComparison.OrdinalIgnoreCase);
}

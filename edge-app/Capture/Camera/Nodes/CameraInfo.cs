using EdgeResNet.EdgeApp.Capture.Camera.Controls;

namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>A camera of this machine.</summary>
/// <param name="Device">Such as <c>/dev/video0</c>.</param>
/// <param name="Name">Name from its driver.</param>
/// <param name="Driver">The driver.</param>
/// <param name="Formats">Formats that it delivers.</param>
/// <param name="Controls">Controls that have a source option of their own.</param>
internal sealed record CameraInfo(string Device, string Name, string Driver, IReadOnlyList<CameraFormat> Formats, IReadOnlyList<CameraControl> Controls)
{
    /// <summary>The other controls, for <c>control.NAME</c>.</summary>
    public required IReadOnlyList<CameraControl> OtherControls { get; init; }

    /// <summary>Where it is connected.</summary>
    public required string Bus { get; init; }

    /// <summary>Serial number of its USB device; null if it has none.</summary>
    public string? Serial { get; init; }

    /// <summary>Its link in <c>/dev/v4l/by-id</c>; null if there is none.</summary>
    public string? ById { get; init; }

    /// <summary>Its link in <c>/dev/v4l/by-path</c>; null if there is none.</summary>
    public string? ByPath { get; init; }

    /// <summary>Why this program cannot use it; null if it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Describes an open camera.</summary>
    public static CameraInfo Of(CameraDevice device, SystemLinks links)
    {
        IReadOnlyList<CameraFormat> formats = CameraFormats.Of(device);
        IReadOnlyList<CameraControl> controls = CameraControls.Of(device);
        return new CameraInfo(device.Path, device.Name, device.Driver, formats, ControlOption.Named(controls))
        {
            OtherControls = [.. controls.Where(control => ControlOption.All.All(option => option.Id != control.Id))],
            Bus = device.Bus,
            Serial = links.Serial(device.Path),
            ById = links.ById(device.Path),
            ByPath = links.ByPath(device.Path),
            Problem = (device.Capabilities & V4l2.Streaming) == 0 ? "offers read() only, which this program does not use" : CameraOffer.Problem(formats),
        };
    }
}

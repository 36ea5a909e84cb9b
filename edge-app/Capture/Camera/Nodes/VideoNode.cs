using System.Text.Json.Serialization;

namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>A node of Video4Linux.</summary>
/// <param name="Device">Such as <c>/dev/video0</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Name from its driver; empty if it does not open, as the next two.</param>
/// <param name="Driver">The driver.</param>
/// <param name="Bus">Where it is connected.</param>
internal sealed record VideoNode(string Device, NodeKind Kind, string Name, string Driver, string Bus)
{
    /// <summary>Serial number of its USB device; null if it has none.</summary>
    public string? Serial { get; init; }

    /// <summary>Number of the node in its device, such as 0 for pictures and 1 for metadata; null if unknown.</summary>
    public int? Index { get; init; }

    /// <summary>Error number of the system, if it does not open.</summary>
    [JsonIgnore]
    public int Error { get; init; }

    /// <summary>What it is, in words.</summary>
    [JsonIgnore]
    public string Text => Kind switch
    {
        NodeKind.Camera => "a camera",
        NodeKind.Metadata => "metadata of a camera, no pictures",
        NodeKind.Output => "an output, which shows pictures",
        NodeKind.Codec => "a codec or scaler (memory to memory)",
        NodeKind.NotPermitted => "no permission; join the group 'video' (sudo usermod -aG video $USER) and log in again",
        NodeKind.Busy => $"in use by another program (fuser {Device} shows which)",
        NodeKind.Broken => $"does not open ({CameraDevice.Meaning(Error)})",
        _ => "no camera",
    };

    /// <summary>Describes an open node.</summary>
    public static VideoNode Of(CameraDevice device, SystemLinks links) => new(device.Path, KindOf(device.Capabilities), device.Name, device.Driver, device.Bus)
    {
        Serial = links.Serial(device.Path),
        Index = links.Index(device.Path),
    };

    private static NodeKind KindOf(uint capabilities)
    {
        bool capture = (capabilities & (V4l2.VideoCapture | V4l2.VideoCaptureMplane)) != 0;
        bool output = (capabilities & (V4l2.VideoOutput | V4l2.VideoOutputMplane)) != 0;
        return (capabilities & (V4l2.VideoM2m | V4l2.VideoM2mMplane)) != 0 || (capture && output)
            ? NodeKind.Codec
            : capture ? NodeKind.Camera
            : output ? NodeKind.Output
            : (capabilities & V4l2.MetaCapture) != 0 ? NodeKind.Metadata : NodeKind.Other;
    }
}

namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>What a driver's refusal means and what to do.</summary>
internal static class CameraTrouble
{
    /// <summary>The error of a camera that refuses.</summary>
    /// <param name="device">Its node.</param>
    /// <param name="error">Error number of the system.</param>
    /// <param name="format">What was asked, such as <c>YUYV 640×480</c>.</param>
    public static DeviceException Of(string device, int error, string format) => new(error switch
    {
        V4l2.Busy => $"{device}: cannot be used; another program may have it open (fuser {device} shows which)",
        V4l2.NoSpace => $"{device}: the USB bus has no room for {format}; ask for fewer pixels, a lower fps or fourcc=MJPG, or plug it into another port",
        V4l2.BrokenPipe or V4l2.NoLink => $"{device}: the sensor is not linked to this node for {format}; set up its media pipeline (media-ctl)",
        V4l2.NoDevice => $"{device}: disappeared while it was opened; check that the camera is connected",
        V4l2.NotPermitted => $"{device}: permission denied; join the group 'video' (sudo usermod -aG video $USER) and log in again",
        _ => $"{device}: its driver refuses {format} ({CameraDevice.Meaning(error)}); try another size, rate or fourcc",
    });
}

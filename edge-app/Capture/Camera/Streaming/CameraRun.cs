using EdgeResNet.EdgeApp.Capture.Camera.Controls;
using EdgeResNet.EdgeApp.Capture.Camera.Nodes;

namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>A camera as a source names it, for a whole run: it is opened again after each loss, with the same identity, and its controls are restored at the end.</summary>
internal sealed class CameraRun
{
    private readonly CameraSearch search;
    private readonly CameraFormatRequest request;
    private readonly IReadOnlyList<ControlWish> wishes;

    private CameraRun(string source, CameraAddress address, CameraFormatRequest request, IReadOnlyList<ControlWish> wishes)
    {
        Name = source;
        search = new CameraSearch(source, address);
        this.request = request;
        this.wishes = wishes;
    }

    /// <summary>The source.</summary>
    public string Name { get; }

    /// <summary>The controls of the camera.</summary>
    public ControlSettings Controls { get; } = new();

    /// <summary>The rate that the user asked for; null if none.</summary>
    public double? AskedFps => request.Fps;

    /// <summary>Reads <c>camera:…</c> or a path, with <c>width, height, fps, fourcc</c> and controls as options.</summary>
    /// <exception cref="UsageException">The name or an option is wrong.</exception>
    public static CameraRun Parse(string text)
    {
        SourceAddress address = SourceAddress.Parse(text, [.. CameraFormatRequest.Options, .. ControlWish.Options]);
        return new CameraRun(text, CameraAddress.Parse(text, address.Name), CameraFormatRequest.Parse(address), ControlWish.Parse(address));
    }

    /// <summary>Opens the camera.</summary>
    /// <exception cref="DeviceException">The camera is missing, cannot be opened, or does not support the request.</exception>
    public CameraSource Open()
    {
        Queue<string> notes = new();
        string path = search.Find(notes.Enqueue);
        CameraDevice device = CameraDevice.Open(path, out int error) ?? throw CameraTrouble.Of(path, error, "the camera");
        return device.OrDispose(device =>
        {
            if ((device.Capabilities & V4l2.Streaming) == 0)
            {
                throw new DeviceException($"{path}: {device.Name} offers read() only, which this program does not use; use another driver or a v4l2loopback");
            }

            NegotiatedFormat format = new FormatNegotiation(Name, device, request).Agree(notes.Enqueue);
            CameraStream stream = new(device, format);
            try
            {
                Controls.Apply(Name, device, wishes, notes.Enqueue);
                return new CameraSource(this, device, stream, format, notes);
            }
            catch
            {
                Controls.Restore(device);
                stream.Dispose();
                throw;
            }
        });
    }
}

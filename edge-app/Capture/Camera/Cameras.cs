using System.Text;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>A format that a camera delivers.</summary>
/// <param name="Fourcc">Pixel format, such as <c>MJPG</c> or <c>YUYV</c>.</param>
/// <param name="Width">Columns; the maximum if the camera scales freely.</param>
/// <param name="Height">Rows.</param>
/// <param name="Fps">Rates, highest first; empty if the driver reports none.</param>
internal sealed record CameraFormat(string Fourcc, int Width, int Height, IReadOnlyList<double> Fps);

/// <summary>A camera of this machine.</summary>
/// <param name="Device">Such as <c>/dev/video0</c>.</param>
/// <param name="Name">Name from its driver.</param>
/// <param name="Driver">The driver.</param>
/// <param name="Formats">Formats that it delivers.</param>
/// <param name="Controls">Controls with manual mode.</param>
internal sealed record CameraInfo(string Device, string Name, string Driver, IReadOnlyList<CameraFormat> Formats, IReadOnlyList<CameraControlRange> Controls)
{
    /// <summary>For errors: <c>MJPG 1280×720, …</c>.</summary>
    public string FormatList => string.Join(", ", Formats.Select(format => $"{format.Fourcc} {format.Width}×{format.Height}"));
}

/// <summary>Finds cameras through Video4Linux (Linux userspace API, "Querying Capabilities" and "Image Formats").</summary>
internal static unsafe class Cameras
{
    private const int MostDevices = 256; // VIDEO_NUM_DEVICES of the kernel

    /// <summary>Cameras that can be opened, in numeric order. Skips nodes without pictures, such as metadata.</summary>
    public static IReadOnlyList<CameraInfo> List()
    {
        List<CameraInfo> cameras = [];
        if (!OperatingSystem.IsLinux())
        {
            return cameras;
        }

        for (int number = 0; number < MostDevices; number++)
        {
            if (Find($"/dev/video{number}") is CameraInfo camera)
            {
                cameras.Add(camera);
            }
        }

        return cameras;
    }

    /// <summary>The camera of a device node; null if none can be opened.</summary>
    public static CameraInfo? Find(string device)
    {
        int descriptor = V4l2.Open(device, out _);
        if (descriptor < 0)
        {
            return null;
        }

        try
        {
            return Query(device, descriptor);
        }
        finally
        {
            V4l2.Close(descriptor);
        }
    }

    /// <summary>One line for errors.</summary>
    public static string Describe()
    {
        IReadOnlyList<CameraInfo> cameras = List();
        return cameras.Count == 0
            ? "no camera is connected (demo:fashion needs none)"
            : $"cameras here: {string.Join(", ", cameras.Select(camera => $"{camera.Device} ({camera.Name})"))}";
    }

    private static CameraInfo? Query(string device, int descriptor)
    {
        V4l2.Capability capability = default;
        if (!V4l2.Ask(descriptor, V4l2.QueryCapability, &capability))
        {
            return null;
        }

        uint capabilities = (capability.Capabilities & V4l2.HasDeviceCapabilities) != 0 ? capability.DeviceCapabilities : capability.Capabilities;
        return (capabilities & V4l2.VideoCapture) == 0
            ? null
            : new CameraInfo(device, Text(capability.Card, 32), Text(capability.Driver, 16), Formats(descriptor), CameraControl.Ranges(descriptor));
    }

    private static List<CameraFormat> Formats(int descriptor)
    {
        List<CameraFormat> formats = [];
        V4l2.FormatDescription format = new() { Type = V4l2.BufferTypeVideoCapture };
        for (; V4l2.Ask(descriptor, V4l2.EnumerateFormats, &format); format.Index++)
        {
            V4l2.FrameSize size = new() { PixelFormat = format.PixelFormat };
            for (; V4l2.Ask(descriptor, V4l2.EnumerateFrameSizes, &size); size.Index++)
            {
                // Discrete: width, height. Stepwise: smallest and largest width, step, smallest and largest height, step.
                bool discrete = size.Type == V4l2.Discrete;
                uint width = discrete ? size.Values[0] : size.Values[1];
                uint height = discrete ? size.Values[1] : size.Values[4];
                formats.Add(new CameraFormat(Fourcc(format.PixelFormat), (int)width, (int)height, Rates(descriptor, format.PixelFormat, width, height)));
                if (!discrete)
                {
                    break;
                }
            }
        }

        return formats;
    }

    private static List<double> Rates(int descriptor, uint pixelFormat, uint width, uint height)
    {
        List<double> rates = [];
        V4l2.FrameInterval interval = new() { PixelFormat = pixelFormat, Width = width, Height = height };
        for (; V4l2.Ask(descriptor, V4l2.EnumerateFrameIntervals, &interval); interval.Index++)
        {
            // Seconds per frame as a fraction; stepwise: the shortest first.
            if (interval.Values[0] > 0)
            {
                rates.Add(Math.Round((double)interval.Values[1] / interval.Values[0], 3));
            }

            if (interval.Type != V4l2.Discrete)
            {
                break;
            }
        }

        rates.Sort((a, b) => b.CompareTo(a));
        return rates;
    }

    private static string Fourcc(uint code) => Encoding.ASCII.GetString(BitConverter.GetBytes(code)).TrimEnd();

    private static string Text(byte* bytes, int length)
    {
        ReadOnlySpan<byte> all = new(bytes, length);
        int end = all.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? all : all[..end]);
    }
}

using System.Diagnostics;
using EdgeResNet.Shared.Cli;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>A camera of this machine, through Video4Linux.</summary>
internal sealed class CameraSource : IFrameSource
{
    private static readonly TimeSpan leastPatience = TimeSpan.FromSeconds(5);
    private readonly CameraStream stream;
    private readonly TimeSpan patience;
    private long delivered;

    private CameraSource(string name, CameraStream stream, TimeSpan period)
    {
        Name = name;
        this.stream = stream;
        Period = period;
        patience = SourceOptions.Patience(leastPatience, period);
    }

    public string Name { get; }

    public bool IsLive => true;

    public TimeSpan Period { get; }

    public long Torn => stream.Torn;

    /// <summary>Opens <c>camera:N</c> or <c>/dev/videoN</c>, with <c>width, height, fps, fourcc, exposure, focus</c> as options.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    /// <exception cref="DeviceException">The camera is missing, cannot be opened, or does not support the request.</exception>
    public static CameraSource Open(string text)
    {
        SourceAddress address = SourceAddress.Parse(text, [.. CameraFormatRequest.Options, .. CameraControl.All.Select(control => control.Name)]);
        string device = DeviceOf(address);
        CameraFormatRequest format = CameraFormatRequest.Parse(address);
        (CameraControl Control, int Value)[] settings = [.. from control in CameraControl.All
                                                            let value = address.WholeNumber(control.Name, int.MinValue, int.MaxValue)
                                                            where value is not null
                                                            select (control, value.Value)];
        CheckAccess(device);
        return new VideoCapture(device, VideoCaptureAPIs.V4L2).OrDispose(capture =>
        {
            if (!capture.IsOpened())
            {
                throw new DeviceException($"{device}: cannot be used; another program may have it open (fuser {device} shows which)");
            }

            format.Negotiate(text, device, capture);
            foreach ((CameraControl control, int value) in settings)
            {
                control.Set(text, device, value);
            }

            return new CameraSource(text, new CameraStream(capture), PeriodOf(capture.Fps));
        });
    }

    public bool Read(Frame frame, CancellationToken stop)
    {
        long asked = Stopwatch.GetTimestamp();
        int torn = 0;
        while (!stop.IsCancellationRequested)
        {
            switch (stream.Read(frame))
            {
                case CameraOutcome.Picture:
                    delivered++;
                    return true;
                case CameraOutcome.Torn:
                    torn++;
                    break;
                case CameraOutcome.Gone:
                    throw new DeviceException($"{Name}: stopped delivering after {Counted.Of(delivered, "frame")}; check that the camera is still connected");
                default:
                    break;
            }

            if (Stopwatch.GetElapsedTime(asked) > patience)
            {
                throw new DeviceException($"{Name}: {(torn > 0 ? $"all {torn} pictures were damaged" : "no picture came")} within {patience.TotalSeconds:0} s; check the cable, or another size, rate or fourcc");
            }
        }

        return false;
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Period of the rate that the driver reports, if it is plausible.</summary>
    private static TimeSpan PeriodOf(double framesPerSecond) => framesPerSecond is >= 0.01 and <= 100_000 ? TimeSpan.FromSeconds(1 / framesPerSecond) : TimeSpan.Zero;

    private static string DeviceOf(SourceAddress address)
    {
        const string Prefix = "camera:";
        if (!address.Name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return address.Name;
        }

        string number = address.Name[Prefix.Length..];
        return int.TryParse(number, System.Globalization.NumberStyles.None, null, out int n)
            ? $"/dev/video{n}"
            : throw new UsageException($"source {address.Text}: '{number}' is not a camera number; expected camera:0, camera:1, …");
    }

    private static void CheckAccess(string device)
    {
        int descriptor = V4l2.Open(device, out int error);
        if (descriptor >= 0)
        {
            V4l2.Close(descriptor);
            return;
        }

        throw new DeviceException(error switch
        {
            V4l2.NoSuchFile => $"{device}: no such camera; {Cameras.Describe()}",
            V4l2.NotPermitted => $"{device}: permission denied; join the group 'video' (sudo usermod -aG video $USER) and log in again",
            _ => $"{device}: cannot be opened ({System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)}); check that the camera is connected",
        });
    }
}

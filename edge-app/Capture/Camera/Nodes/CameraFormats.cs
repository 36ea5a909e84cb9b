using static EdgeResNet.EdgeApp.Capture.Camera.V4l2Types;

namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>Asks a driver for its formats (Linux userspace API, <c>VIDIOC_ENUM_FMT</c>, <c>VIDIOC_ENUM_FRAMESIZES</c>, <c>VIDIOC_ENUM_FRAMEINTERVALS</c>).</summary>
internal static unsafe class CameraFormats
{
    private const int Most = 1024; // of each list: a driver that never ends it

    /// <summary>Formats in the driver's order. What a driver does not list is its current format or size (<c>VIDIOC_G_FMT</c>).</summary>
    public static IReadOnlyList<CameraFormat> Of(CameraDevice device)
    {
        List<CameraFormat> formats = [];
        Format now = new() { Type = device.BufferType };
        bool known = device.Ask(V4l2.GetFormat, ref now) == 0;
        FormatDescription format = new() { Type = device.BufferType };
        for (; format.Index < Most && device.Ask(V4l2.EnumerateFormats, ref format) == 0; format.Index++)
        {
            AddSizes(device, format.PixelFormat, formats);
            if (known && formats.All(other => other.Code != format.PixelFormat))
            {
                formats.Add(Unlisted(format.PixelFormat, now));
            }
        }

        return formats.Count == 0 && known ? [Unlisted(now.PixelFormat, now)] : formats;
    }

    /// <summary>Rates of a size.</summary>
    public static (IReadOnlyList<FramePeriod> Periods, bool Any) Rates(CameraDevice device, uint pixelFormat, int width, int height)
    {
        List<FramePeriod> periods = [];
        FrameInterval interval = new() { PixelFormat = pixelFormat, Width = (uint)width, Height = (uint)height };
        for (; interval.Index < Most && device.Ask(V4l2.EnumerateFrameIntervals, ref interval) == 0; interval.Index++)
        {
            // Discrete: a fraction. Else the shortest, the longest, the step.
            Add(periods, interval.Values[0], interval.Values[1]);
            if (interval.Type != V4l2.Discrete)
            {
                Add(periods, interval.Values[2], interval.Values[3]);
                return (periods, periods.Count == 2);
            }
        }

        return ([.. periods.OrderByDescending(period => period.Fps)], false);
    }

    private static void AddSizes(CameraDevice device, uint pixelFormat, List<CameraFormat> formats)
    {
        FrameSize size = new() { PixelFormat = pixelFormat };
        for (; size.Index < Most && device.Ask(V4l2.EnumerateFrameSizes, ref size) == 0; size.Index++)
        {
            // Discrete: width, height. Else the smallest and largest width, step, smallest and largest height, step.
            bool discrete = size.Type == V4l2.Discrete;
            (int width, int height) = discrete ? ((int)size.Values[0], (int)size.Values[1]) : ((int)size.Values[1], (int)size.Values[4]);
            (IReadOnlyList<FramePeriod> periods, bool any) = Rates(device, pixelFormat, width, height);
            formats.Add(Describe(pixelFormat, width, height) with
            {
                Fps = [.. periods.Select(period => period.Fps)],
                Periods = periods,
                AnyRate = any,
                Sizes = discrete ? null : new SizeRange((int)size.Values[0], (int)size.Values[3], Math.Max(1, (int)size.Values[2]), Math.Max(1, (int)size.Values[5])),
            });
            if (!discrete)
            {
                return;
            }
        }
    }

    private static CameraFormat Unlisted(uint pixelFormat, Format now) => Describe(pixelFormat, (int)now.Width, (int)now.Height) with { Listed = false };

    private static CameraFormat Describe(uint pixelFormat, int width, int height) =>
        new(FourCode.Print(pixelFormat), width, height, []) { Code = pixelFormat, Usable = PixelLayout.Find(pixelFormat) is not null };

    private static void Add(List<FramePeriod> periods, uint numerator, uint denominator)
    {
        FramePeriod period = new(numerator, denominator);
        if (period.IsKnown)
        {
            periods.Add(period);
        }
    }
}

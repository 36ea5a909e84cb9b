using System.Globalization;
using EdgeResNet.EdgeApp.Capture.Camera.Nodes;
using static EdgeResNet.EdgeApp.Capture.Camera.V4l2Types;

namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>Agrees with a driver on a format (Linux userspace API, <c>VIDIOC_S_FMT</c>, <c>VIDIOC_S_PARM</c>).</summary>
/// <param name="source">The source, for errors.</param>
/// <param name="device">The open camera.</param>
/// <param name="request">What the user asks for.</param>
internal sealed class FormatNegotiation(string source, CameraDevice device, CameraFormatRequest request)
{
    private const double EqualRates = 0.02;

    /// <summary>Sets the format and the nearest rate. Rejects another size or pixel format than asked.</summary>
    /// <param name="tell">Receives a line if the rate is another.</param>
    /// <exception cref="DeviceException">The camera does not support it.</exception>
    public NegotiatedFormat Agree(Action<string> tell)
    {
        IReadOnlyList<CameraFormat> offers = CameraFormats.Of(device);
        RejectUnusable(offers);
        CameraFormat? best = FormatChoice.Best(offers, request);
        (int width, int height) = request.Width is null && best is not null ? best.Nearest(request.Size.Width, request.Size.Height) : request.Size;
        Format format = new() { Type = device.BufferType, Width = (uint)width, Height = (uint)height, PixelFormat = best?.Code ?? FourCode.Parse(request.Fourcc!)!.Value };
        if (device.Ask(V4l2.SetFormat, ref format) is int error and not 0)
        {
            throw CameraTrouble.Of(device.Path, error, $"{FourCode.Print(format.PixelFormat)} {width}×{height}");
        }

        string got = FourCode.Print(format.PixelFormat);
        PixelLayout? layout = PixelLayout.Find(format.PixelFormat);
        if (layout is null || (request.Fourcc is not null && request.Fourcc != got) || (request.Width is not null && (width, height) != ((int)format.Width, (int)format.Height)))
        {
            throw new DeviceException($"{source}: the camera gives {got} {format.Width}×{format.Height} instead; it offers {CameraOffer.List(offers)}");
        }

        NegotiatedFormat agreed = Describe(layout, format);
        agreed = agreed with { Period = SetRate(layout.Code, agreed) };
        TellRate(agreed, offers, tell);
        return agreed;
    }

    private void RejectUnusable(IReadOnlyList<CameraFormat> offers)
    {
        if (request.Fourcc is string fourcc && PixelLayout.Find(FourCode.Parse(fourcc)!.Value) is null)
        {
            string usable = CameraOffer.List(offers);
            throw new DeviceException($"{source}: {fourcc} is not decoded by this program; {(usable.Length == 0 ? "the camera " + CameraOffer.Problem(offers) : $"leave out fourcc= or choose of {usable}")}");
        }

        if (CameraOffer.Problem(offers) is string problem)
        {
            throw new DeviceException($"{device.Path}: {device.Name} {problem}");
        }
    }

    private NegotiatedFormat Describe(PixelLayout layout, Format format)
    {
        if (device.IsMultiPlanar && format.Planes != 1)
        {
            throw new DeviceException($"{device.Path}: gives {layout.Name} in {format.Planes} separate planes, which this program does not join; choose another fourcc");
        }

        (int width, int height) = ((int)format.Width, (int)format.Height);
        long least = (long)width * layout.PixelBytes;
        long told = device.IsMultiPlanar ? format.PlaneBytesPerLine : format.BytesPerLine;
        long line = layout.Packing == PixelPacking.Jpeg ? 0 : told == 0 ? least : told;
        return line < least || width < 2 || height < 2
            ? throw new DeviceException($"{device.Path}: its driver tells {told} bytes a line for {layout.Name} {width}×{height}, which needs {least}; choose another size or fourcc")
            : new NegotiatedFormat(layout, width, height, line, default);
    }

    private FramePeriod SetRate(uint code, NegotiatedFormat format)
    {
        (IReadOnlyList<FramePeriod> periods, bool any) = CameraFormats.Rates(device, code, format.Width, format.Height);
        CameraFormat exact = new(format.Layout.Name, format.Width, format.Height, [.. periods.Select(period => period.Fps)]) { Periods = periods, AnyRate = any };
        FramePeriod given = Ask(FramePeriod.Of(request.Rate)); // some drivers have rates that they do not list
        return exact.Nearest(request.Rate) is { IsKnown: true } nearest && Math.Abs(nearest.Fps - request.Rate) < Math.Abs(given.Fps - request.Rate) ? Ask(nearest) : given;
    }

    /// <summary>Asks for a rate and returns what the driver takes; unknown if it has no rates.</summary>
    private FramePeriod Ask(FramePeriod wanted)
    {
        Parameters parameters = new() { Type = device.BufferType, Numerator = wanted.Numerator, Denominator = wanted.Denominator };
        if (device.Ask(V4l2.SetParameters, ref parameters) != 0)
        {
            parameters = new Parameters { Type = device.BufferType };
            _ = device.Ask(V4l2.GetParameters, ref parameters); // a driver without rates answers neither
        }

        return new FramePeriod(parameters.Numerator, parameters.Denominator);
    }

    private void TellRate(NegotiatedFormat agreed, IReadOnlyList<CameraFormat> offers, Action<string> tell)
    {
        if (request.Fps is not double asked || !agreed.Period.IsKnown || Math.Abs(agreed.Period.Fps - asked) <= EqualRates * asked)
        {
            return;
        }

        double missed = Math.Abs(agreed.Period.Fps - asked);
        CameraFormat? better = offers
            .Where(offer => offer.Usable && (offer.Code, offer.Width, offer.Height) != (agreed.Layout.Code, agreed.Width, agreed.Height) && Missed(offer, asked) < missed)
            .OrderBy(offer => Missed(offer, asked)).ThenBy(offer => Math.Abs((offer.Width * offer.Height) - (agreed.Width * agreed.Height)))
            .FirstOrDefault();
        string hint = better is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; {better.Fourcc} {better.SizeText} has {better.Nearest(asked).Fps:0.###}");
        tell(string.Create(CultureInfo.InvariantCulture, $"{source}: asked {asked:0.###} frames a second, the camera gives {agreed.Period.Fps:0.###} in {agreed}{hint}"));
    }

    private static double Missed(CameraFormat offer, double fps) => offer.Nearest(fps) is { IsKnown: true } period ? Math.Abs(period.Fps - fps) : double.PositiveInfinity;
}

using EdgeResNet.EdgeApp.Capture.Camera.Streaming;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.EdgeApp.Capture.Files;
using EdgeResNet.EdgeApp.Capture.Network;
using EdgeResNet.Shared.Addresses;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Capture.Opening;

/// <summary>Chooses and opens the source that a text names.</summary>
internal static class SourceFactory
{
    /// <summary>The later <see cref="IFrameSource.Name"/>, without opening the source.</summary>
    /// <exception cref="UsageException">The text or a common option is invalid.</exception>
    public static string NameOf(string text) => WithoutCredentials(SourceOptions.Parse(text).Address);

    /// <summary>An address for display: without user and password.</summary>
    /// <exception cref="UsageException">The address is invalid.</exception>
    public static string WithoutCredentials(string address) => address.Contains("://", StringComparison.Ordinal) ? NetworkAddress.Parse(address).Name : address;

    /// <summary>Checks that certificates are given for a source that may have one, and that their file can be read.</summary>
    /// <exception cref="UserException">They are not, or it cannot.</exception>
    public static void CheckTrust(SourceOptions options)
    {
        if (options.TrustFile is not null && options.Address.Split("://", 2)[0].ToLowerInvariant() is not ("https" or "http" or "rtsps" or "rtmps"))
        {
            throw new UsageException($"{SourceTrust.Option} is for sources that begin with https://, rtsps:// or rtmps://; leave it out");
        }

        _ = SourceTrust.Read(options.TrustFile);
    }

    /// <summary>Opens a source.</summary>
    /// <param name="text">As in the contract; see <see cref="SourceOptions.Forms"/>.</param>
    /// <param name="bundle">The model; the demo camera shows its samples.</param>
    /// <exception cref="UsageException">The text or an option is invalid.</exception>
    /// <exception cref="InputException">A file is missing or not usable.</exception>
    /// <exception cref="DeviceException">A camera or a server is not available.</exception>
    public static IFrameSource Open(string text, ModelBundle bundle) => Open(SourceOptions.Parse(text), bundle);

    /// <summary>Opens a source whose common options are already removed.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled while waiting for a server.</exception>
    public static IFrameSource Open(SourceOptions options, ModelBundle bundle, CancellationToken stop = default) => Opener(options, bundle, stop)();

    /// <summary>Opens a source now and after each loss. What it opens remembers a camera's identity and controls.</summary>
    /// <exception cref="UsageException">The text or an option is invalid; also from the calls.</exception>
    public static Func<IFrameSource> Opener(SourceOptions options, ModelBundle bundle, CancellationToken stop)
    {
        if (!IsCamera(options.Address))
        {
            return () => Open(options, () => OpenAddress(options, bundle, stop));
        }

        CameraRun run = CameraRun.Parse(options.Address);
        return () => Open(options, run.Open);
    }

    private static IFrameSource Open(SourceOptions options, Func<IFrameSource> open)
    {
        IFrameSource source = open().OrDispose(options.Checked);
        if (options.Loop)
        {
            source = new LoopingSource(source, open);
        }

        if (options.RealTime)
        {
            source = new PacedSource(source);
        }

        return options.Rotate is null && options.Flip is null ? source : new TurnedSource(source, options.Rotate, options.Flip);
    }

    private static IFrameSource OpenAddress(SourceOptions options, ModelBundle bundle, CancellationToken stop)
    {
        string text = options.Address;
        if (text.StartsWith("demo:", StringComparison.Ordinal))
        {
            return DemoCamera.Open(text, ShippedModel.SamplesFor(bundle), bundle.Output.Labels.Count);
        }

        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0)
        {
            NetworkOptions network = new() { Transport = options.Transport, Every = options.Every, Trust = SourceTrust.Read(options.TrustFile) };
            return text[..scheme].ToLowerInvariant() switch
            {
                "http" or "https" => HttpSource.Open(NetworkAddress.Parse(text), network, stop),
                "rtsp" or "rtsps" or "rtmp" or "rtmps" or "srt" or "udp" or "rtp" => FfmpegSource.Open(FfmpegInput.Of(NetworkAddress.Parse(text), network, FfmpegSource.LongestSilence)),
                _ => throw new UsageException($"source {AddressMask.OfAddress(text)}: '{text[..scheme]}' is not known; expected rtsp, rtsps, http, https, rtmp, rtmps, srt, udp or rtp"),
            };
        }

        return OpenFiles(text, stop);
    }

    private static bool IsCamera(string text) => text.StartsWith("camera:", StringComparison.Ordinal)
        || (text.StartsWith("/dev/", StringComparison.Ordinal) && !text.StartsWith("/dev/shm/", StringComparison.Ordinal)); // which holds files

    private static IFrameSource OpenFiles(string path, CancellationToken stop)
    {
        if (Directory.Exists(path))
        {
            return PictureSource.OpenFolder(path, stop);
        }

        if (File.Exists(path))
        {
            return FileStatus.Of(path).IsSpecial ? throw new InputException($"{path}: is a named pipe, a socket or a device; give a file, a folder or an address")
                : PictureFiles.IsPicture(path) ? PictureSource.OpenFile(path) : VideoFileSource.Open(path);
        }

        int mark = path.IndexOf('?', StringComparison.Ordinal);
        if (mark > 0 && path.IndexOf('=', mark) > 0 && Path.Exists(path[..mark]))
        {
            throw new UsageException($"source {AddressMask.OfAddress(path)}: unknown option; files and folders have realtime, loop, flip and rotate");
        }

        return path.AsSpan().IndexOfAny('*', '?') >= 0
            ? PictureSource.OpenGlob(path)
            : throw new InputException($"{AddressMask.OfAddress(path)}: no such file or folder; expected {SourceOptions.Forms}");
    }
}

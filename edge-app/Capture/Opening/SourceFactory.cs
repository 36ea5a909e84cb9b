using EdgeResNet.EdgeApp.Capture.Camera;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.EdgeApp.Capture.Files;
using EdgeResNet.EdgeApp.Capture.Network;
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

    /// <summary>Opens a source.</summary>
    /// <param name="text">As in the contract; see <see cref="SourceOptions.Forms"/>.</param>
    /// <param name="bundle">The model; the demo camera shows its samples.</param>
    /// <exception cref="UsageException">The text or an option is invalid.</exception>
    /// <exception cref="InputException">A file is missing or not usable.</exception>
    /// <exception cref="DeviceException">A camera or a server is not available.</exception>
    public static IFrameSource Open(string text, ModelBundle bundle) => Open(SourceOptions.Parse(text), bundle);

    /// <summary>Opens a source whose common options are already removed.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled while waiting for a server.</exception>
    public static IFrameSource Open(SourceOptions options, ModelBundle bundle, CancellationToken stop = default)
    {
        IFrameSource source = OpenAddress(options.Address, bundle, stop).OrDispose(options.Checked);
        if (options.Loop)
        {
            source = new LoopingSource(source, () => OpenAddress(options.Address, bundle, stop));
        }

        if (options.RealTime)
        {
            source = new PacedSource(source);
        }

        return options.Rotate is null && options.Flip is null ? source : new TurnedSource(source, options.Rotate, options.Flip);
    }

    private static IFrameSource OpenAddress(string text, ModelBundle bundle, CancellationToken stop)
    {
        if (text.StartsWith("demo:", StringComparison.Ordinal))
        {
            return DemoCamera.Open(text, ShippedModel.SamplesFor(bundle), bundle.Output.Labels.Count);
        }

        if (text.StartsWith("camera:", StringComparison.Ordinal) || text.StartsWith("/dev/", StringComparison.Ordinal))
        {
            return CameraSource.Open(text);
        }

        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0)
        {
            return text[..scheme].ToLowerInvariant() switch
            {
                "http" or "https" => HttpSource.Open(text, stop),
                "rtsp" or "rtsps" => FfmpegSource.Open(NetworkAddress.Parse(text)),
                _ => throw new UsageException($"source {text}: '{text[..scheme]}' is not known; expected rtsp://, rtsps://, http:// or https://"),
            };
        }

        return OpenFiles(text);
    }

    private static IFrameSource OpenFiles(string path)
    {
        if (Directory.Exists(path))
        {
            return PictureSource.OpenFolder(path);
        }

        if (File.Exists(path))
        {
            RegularFile.Open(path).Dispose(); // a decoder would wait for ever for a pipe
            return PictureFiles.HasExtension(path) ? PictureSource.OpenFile(path) : VideoFileSource.Open(path);
        }

        int mark = path.IndexOf('?', StringComparison.Ordinal);
        if (mark > 0 && path.IndexOf('=', mark) > 0 && Path.Exists(path[..mark]))
        {
            throw new UsageException($"source {path}: unknown option '{path[(mark + 1)..]}'; files and folders have realtime, loop, flip and rotate");
        }

        return path.AsSpan().IndexOfAny('*', '?') >= 0
            ? PictureSource.OpenGlob(path)
            : throw new InputException($"{path}: no such file or folder; expected {SourceOptions.Forms}");
    }
}

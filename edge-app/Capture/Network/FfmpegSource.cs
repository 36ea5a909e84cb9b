using System.Buffers.Text;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using EdgeResNet.Shared.Cli;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>A live stream that needs FFmpeg's network protocols, such as RTSP. Starts the <c>ffmpeg</c> program, which receives, decodes and pipes YUV4MPEG2 pictures to this process.</summary>
internal sealed class FfmpegSource : IFrameSource
{
    // Subsampled colour planes and OpenCV need even sizes: an odd size loses its last column or row.
    private const string EvenSize = "crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0";
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10); // a stream starts with its next key frame
    private readonly FfmpegInput input;
    private readonly Process process;
    private readonly ReadLimit limit;
    private readonly Stream pictures;
    private readonly Mat planes = new();
    private readonly byte[] line = new byte[256];
    private long delivered;
    private string? complaint; // the last line of ffmpeg's stderr

    private FfmpegSource(FfmpegInput input, Process process)
    {
        this.input = input;
        this.process = process;
        limit = new ReadLimit(patience, End); // closes the pipe, which ends the read
        pictures = process.StandardOutput.BaseStream;
        process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrWhiteSpace(line.Data))
            {
                Volatile.Write(ref complaint, input.Mask(line.Data).Trim());
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Longer than the patience: ends <c>ffmpeg</c> after this program was killed.</summary>
    internal static TimeSpan LongestSilence { get; } = TimeSpan.FromSeconds(15);

    public string Name => input.Address.Name;

    public bool IsLive => true;

    /// <summary>Starts receiving; the first read shows whether the server sends.</summary>
    /// <exception cref="InputException">The <c>ffmpeg</c> program is missing.</exception>
    public static FfmpegSource Open(NetworkAddress address) => Open(FfmpegInput.Of(address, new NetworkOptions(), LongestSilence));

    /// <summary>The same for an input with its options, whose relay then belongs to the source.</summary>
    /// <exception cref="InputException">As above.</exception>
    public static FfmpegSource Open(FfmpegInput input)
    {
        ProcessStartInfo start = new("ffmpeg") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        SecretVariables.RemoveFrom(start);
        input.Relay?.Serve(start.Environment);
        foreach (string argument in (string[])["-nostdin", "-loglevel", "error", "-fflags", "nobuffer", "-flags", "low_delay", .. input.Arguments, "-an", "-vsync", "passthrough", "-vf", EvenSize, "-pix_fmt", "yuv420p", "-strict", "-1", "-f", "yuv4mpegpipe", "-"])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return new FfmpegSource(input, Process.Start(start) ?? throw new InvalidOperationException("ffmpeg was not started"));
        }
        catch (Win32Exception e)
        {
            throw new InputException($"{input.Address.Name}: needs the program ffmpeg, which cannot be started ({e.Message}); install it: apt-get install ffmpeg", e);
        }
    }

    public bool Read(Frame frame, CancellationToken stop)
    {
        limit.Begin(stop);
        bool received = Receive(frame);
        limit.End();
        if (!received)
        {
            return stop.IsCancellationRequested ? false : throw new DeviceException(delivered > 0
                ? $"{Name}: stopped delivering after {Counted.Of(delivered, "frame")}{LastWords()}; check that the camera is still on and connected"
                : $"{Name}: {Reason()}; check the address, that the camera is on, and user name and password");
        }

        frame.Truth = null;
        frame.Name = null;
        delivered++;
        return true;
    }

    public void Dispose()
    {
        limit.Dispose();
        End();
        process.WaitForExit();
        pictures.Dispose(); // Process does not dispose a stream that it has handed out
        process.Dispose();
        planes.Dispose();
        input.Relay?.Dispose();
    }

    private string Reason() => LastWords() is { Length: > 0 } words ? $"sends no picture{words}" : $"no picture comes within {patience.TotalSeconds} s";

    private string LastWords()
    {
        End();
        process.WaitForExit(); // also waits for its last output
        string?[] reasons = [input.Oddity, input.Relay?.Refusal, Volatile.Read(ref complaint) is string words ? $"ffmpeg: {words}" : null];
        return reasons.Any(reason => reason is not null) ? $" ({string.Join("; ", reasons.Where(reason => reason is not null))})" : "";
    }

    private void End()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has already ended.
        }
    }

    /// <summary>Reads <c>FRAME</c> and its planes, and the stream's header before the first.</summary>
    private unsafe bool Receive(Frame frame)
    {
        if (delivered == 0 && !(Line() is >= 0 and int length && Prepare(Encoding.ASCII.GetString(line, 0, length))))
        {
            return false;
        }

        if (Line() < 0)
        {
            return false;
        }

        Span<byte> pixels = new(planes.DataPointer, checked((int)planes.Total()));
        if (pictures.ReadAtLeast(pixels, pixels.Length, throwOnEndOfStream: false) < pixels.Length)
        {
            return false;
        }

        frame.Captured = Stopwatch.GetTimestamp();
        Cv2.CvtColor(planes, frame.Image, ColorConversionCodes.YUV2BGR_I420);
        frame.CaptureMs = Stopwatch.GetElapsedTime(frame.Captured).TotalMilliseconds;
        return true;
    }

    /// <summary>Reads width and height from <c>YUV4MPEG2 W… H… …</c>.</summary>
    private bool Prepare(string header)
    {
        int width = 0;
        int height = 0;
        foreach (string field in header.Split(' '))
        {
            ReadOnlySpan<byte> number = Encoding.ASCII.GetBytes(field[Math.Min(1, field.Length)..]);
            _ = field.StartsWith('W') && Utf8Parser.TryParse(number, out width, out _);
            _ = field.StartsWith('H') && Utf8Parser.TryParse(number, out height, out _);
        }

        if (width < 2 || height < 2 || (width | height) % 2 != 0)
        {
            return false;
        }

        planes.Create(height * 3 / 2, width, MatType.CV_8UC1);
        return true;
    }

    /// <summary>Reads a line; returns its length, or −1 at the end.</summary>
    private int Line()
    {
        for (int length = 0; length < line.Length; length++)
        {
            int next = pictures.ReadByte();
            if (next < 0)
            {
                return -1;
            }

            if (next == '\n')
            {
                return length;
            }

            line[length] = (byte)next;
        }

        return -1;
    }
}

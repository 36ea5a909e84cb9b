using System.Buffers.Text;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeResNet.Shared.Pictures;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>One run of the program <c>ffmpeg</c>, which receives, decodes and pipes YUV4MPEG2 pictures of one size to this process.</summary>
internal sealed class FfmpegProgram : IDisposable
{
    // Subsampled colour planes and OpenCV need even sizes: an odd size loses its last column or row.
    private const string EvenSize = "crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0";
    private readonly Process process;
    private readonly Stream pictures;
    private readonly FfmpegLog log = new();
    private readonly Mat planes = new();
    private readonly byte[] line = new byte[256];
    private bool begun;

    private FfmpegProgram(Process process)
    {
        this.process = process;
        pictures = process.StandardOutput.BaseStream;
        process.ErrorDataReceived += (_, line) => log.Add(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Whether the stream now has another size than this run delivers.</summary>
    public bool IsResized => log.IsResized;

    /// <summary>Why the pictures are refused; null if they are not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Starts the program.</summary>
    /// <exception cref="InputException">It is missing.</exception>
    public static FfmpegProgram Start(FfmpegInput input)
    {
        ProcessStartInfo start = new("ffmpeg") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        SecretVariables.RemoveFrom(start);
        input.Relay?.Serve(start.Environment);
        string[] quiet = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+verbose"];
        string[] limits = ["-max_pixels", PictureLimit.Pixels.ToString(CultureInfo.InvariantCulture)];
        foreach (string argument in (string[])[.. quiet, .. limits, .. input.Arguments, "-an", .. FfmpegTiming.Arguments, "-vf", EvenSize, "-pix_fmt", "yuv420p", "-strict", "-1", "-f", "yuv4mpegpipe", "-"])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return new FfmpegProgram(Process.Start(start) ?? throw new InvalidOperationException("ffmpeg was not started"));
        }
        catch (Win32Exception e)
        {
            throw new InputException($"{input.Address.Name}: needs the program ffmpeg, which cannot be started ({e.Message}); install it: apt-get install ffmpeg", e);
        }
    }

    /// <summary>Waits for the next picture: <c>FRAME</c> and its planes, and the stream's header before the first.</summary>
    /// <returns>False when the program ends, or <see cref="Refusal"/> says why.</returns>
    public unsafe bool Receive(Frame frame)
    {
        if (!begun && !(Line() is >= 0 and int length && Prepare(Encoding.ASCII.GetString(line, 0, length))))
        {
            return false;
        }

        begun = true;
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

    /// <summary>Ends the program, so that a waiting read returns. Safe from any thread.</summary>
    public void End()
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

    /// <summary>Ends the program and returns its last complaint; null if there was none.</summary>
    public string? LastWords()
    {
        End();
        process.WaitForExit(); // also waits for its last output
        return log.Complaint;
    }

    public void Dispose()
    {
        End();
        process.WaitForExit();
        pictures.Dispose(); // Process does not dispose a stream that it has handed out
        process.Dispose();
        planes.Dispose();
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

        if (!PictureLimit.Allows(width, height))
        {
            Refusal = PictureLimit.Refusal(width, height);
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

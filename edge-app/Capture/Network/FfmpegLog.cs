using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>What <c>ffmpeg</c> writes to stderr with <c>-loglevel level+verbose</c>: its last complaint, and the size of the stream. Written by one thread, read by any.</summary>
internal sealed partial class FfmpegLog
{
    private const string TooLarge = "max pixel count"; // the errors that follow only tell that there is no picture
    private (int Width, int Height)? first;
    private string? complaint;
    private bool hasLevels; // lines without a level come from elsewhere: a wrapper, the system's loader
    private bool changed;

    /// <summary>The last line that tells an error; null if there is none.</summary>
    public string? Complaint => Volatile.Read(ref complaint);

    /// <summary>Whether the stream's pictures have another size than at first. <c>ffmpeg</c> would stretch them to the first one.</summary>
    public bool IsResized => Volatile.Read(ref changed);

    /// <summary>Takes a line.</summary>
    public void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        Match level = Level().Match(line);
        hasLevels |= level.Success;
        if (Input().Match(line) is { Success: true } input)
        {
            (int, int) size = (Number(input.Groups[1]), Number(input.Groups[2]));
            first ??= size;
            Volatile.Write(ref changed, changed || size != first);
        }
        else if ((level.Success ? level.Groups[1].Value is "error" or "fatal" or "panic" : !hasLevels) && complaint?.Contains(TooLarge, StringComparison.Ordinal) != true)
        {
            Volatile.Write(ref complaint, line.Remove(level.Index, level.Length).Trim());
        }
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[(quiet|panic|fatal|error|warning|info|verbose|debug|trace)\] ")]
    private static partial Regex Level();

    // Of the filter graph, which is made again when the decoder's pictures change.
    [GeneratedRegex(@"\[verbose\] w:(\d{1,6}) h:(\d{1,6}) pixfmt:")]
    private static partial Regex Input();
}

using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>Reports the progress of a transfer on stderr: a redrawn line on a terminal, otherwise a line at the beginning and at the end.</summary>
/// <param name="errors">The output.</param>
/// <param name="redraw">Whether the output can redraw a line.</param>
internal sealed class Transfer(TextWriter errors, bool redraw)
{
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(200);

    private readonly TerminalWriter output = TerminalWriter.Over(errors);
    private readonly StatusLine status = new(TerminalWriter.Over(errors));
    private string name = "";
    private long? total;
    private long first;
    private long start;
    private long drawn;

    /// <summary>On this process's stderr.</summary>
    public static Transfer OnStderr() => new(TerminalWriter.Stderr, TerminalWriter.Stderr.IsTerminal);

    /// <summary>Writes a separate line.</summary>
    public void Say(string line)
    {
        Clear();
        output.WriteLine(line);
    }

    /// <summary>A transfer begins.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="from">Its origin, without secrets.</param>
    /// <param name="have">Bytes from an earlier transfer.</param>
    /// <param name="bytes">Bytes in all; null if the server does not say.</param>
    public void Begin(string file, string from, long have, long? bytes)
    {
        (name, first, total, start, drawn) = (file, have, bytes, Stopwatch.GetTimestamp(), 0);
        Say($"fetching {from}{(total is long all ? $" ({Megabytes(all)} MB)" : "")}{(have > 0 ? $", continuing at {Megabytes(have)} MB" : "")}");
    }

    /// <summary>Updates the number of bytes.</summary>
    public void Show(long have)
    {
        if (!redraw || (drawn != 0 && Stopwatch.GetElapsedTime(drawn) < interval))
        {
            return;
        }

        drawn = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string share = total is long all and > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {Megabytes(all)} MB, {100 * have / all} %") : " MB";
        status.Show(string.Create(CultureInfo.InvariantCulture, $"{name}: {Megabytes(have)}{share}, {(have - first) / 1e6 / Math.Max(seconds, 1e-3):0.0} MB/s"));
    }

    /// <summary>Removes the line that is redrawn.</summary>
    public void Clear() => status.Clear();

    /// <summary>Bytes in megabytes, for people.</summary>
    public static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture);
}

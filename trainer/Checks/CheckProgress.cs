using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Trainer.Checks;

/// <summary>Shows a check's progress and remaining time: a redrawn line on a terminal, a line per stage in a pipe.</summary>
internal sealed class CheckProgress(TextWriter output, bool interactive)
{
    private readonly TerminalWriter terminal = TerminalWriter.Over(output);

    /// <summary>Writes a permanent line.</summary>
    public void Say(string line) => terminal.WriteLine(line);

    /// <summary>Begins a stage; disposing it ends the stage.</summary>
    /// <param name="what">Name of the work.</param>
    /// <param name="total">Steps.</param>
    public CheckStage Begin(string what, long total) => new(terminal, interactive, what, total);
}

/// <summary>A stage of a check. <see cref="Advance"/> may be called from several threads.</summary>
internal sealed class CheckStage : IDisposable
{
    private static readonly TimeSpan redrawInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan estimateAfter = TimeSpan.FromSeconds(3);

    private const int EstimateAfterSteps = 10;

    private readonly Lock drawing = new();
    private readonly TerminalWriter output;
    private readonly StatusLine line;
    private readonly bool interactive;
    private readonly string what;
    private readonly long total;
    private long started;
    private long done;
    private long drawn;

    /// <summary>Shows the stage's name.</summary>
    public CheckStage(TerminalWriter output, bool interactive, string what, long total)
    {
        (this.output, this.interactive, this.what, this.total) = (output, interactive, what, total);
        line = new StatusLine(output);
        if (!interactive)
        {
            output.WriteLine(what);
        }
    }

    /// <summary>Counts a finished step.</summary>
    public void Advance()
    {
        lock (drawing)
        {
            if (++done == 1)
            {
                started = Stopwatch.GetTimestamp(); // the first step is slower and would distort the estimate
                return;
            }

            TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
            string left = string.Create(CultureInfo.InvariantCulture, $"{elapsed / (done - 1) * (total - done):h\\:mm\\:ss} left");
            if (interactive && Stopwatch.GetElapsedTime(drawn) > redrawInterval)
            {
                drawn = Stopwatch.GetTimestamp();
                line.Show(string.Create(CultureInfo.InvariantCulture, $"{what}  {100 * done / total} %  {left}"));
            }
            else if (!interactive && drawn == 0 && done >= EstimateAfterSteps && elapsed > estimateAfter)
            {
                drawn = Stopwatch.GetTimestamp();
                output.WriteLine($"  about {left}");
            }
        }
    }

    /// <summary>Removes the line.</summary>
    public void Dispose() => line.Clear();
}

using System.Diagnostics;
using System.Globalization;

namespace EdgeResNet.Trainer.Checks;

/// <summary>Shows a check's progress and remaining time: a redrawn line on a terminal, a line per stage in a pipe.</summary>
internal sealed class CheckProgress(TextWriter output, bool interactive)
{
    /// <summary>Writes a permanent line.</summary>
    public void Say(string line) => output.WriteLine(line);

    /// <summary>Begins a stage; disposing it ends the stage.</summary>
    /// <param name="what">Name of the work.</param>
    /// <param name="total">Steps.</param>
    public CheckStage Begin(string what, long total) => new(output, interactive, what, total);
}

/// <summary>A stage of a check. <see cref="Advance"/> may be called from several threads.</summary>
internal sealed class CheckStage : IDisposable
{
    private static readonly TimeSpan redrawInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan estimateAfter = TimeSpan.FromSeconds(3);

    private const int EstimateAfterSteps = 10;

    private readonly Lock drawing = new();
    private readonly TextWriter output;
    private readonly bool interactive;
    private readonly string what;
    private readonly long total;
    private long started;
    private long done;
    private long drawn;
    private int drawnLength;

    /// <summary>Shows the stage's name.</summary>
    public CheckStage(TextWriter output, bool interactive, string what, long total)
    {
        (this.output, this.interactive, this.what, this.total) = (output, interactive, what, total);
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
                Draw(string.Create(CultureInfo.InvariantCulture, $"{what}  {100 * done / total} %  {left}"));
            }
            else if (!interactive && drawn == 0 && done >= EstimateAfterSteps && elapsed > estimateAfter)
            {
                drawn = Stopwatch.GetTimestamp();
                output.WriteLine($"  about {left}");
            }
        }
    }

    /// <summary>Removes the line.</summary>
    public void Dispose()
    {
        if (interactive)
        {
            Draw("");
            output.Write("\r");
        }
    }

    private void Draw(string text)
    {
        output.Write("\r" + text.PadRight(drawnLength));
        drawnLength = text.Length;
    }
}

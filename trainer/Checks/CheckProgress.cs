using System.Diagnostics;
using System.Globalization;

namespace EdgeResNet.Trainer.Checks;

/// <summary>Says what a check is doing and how long it will take: a line that redraws itself on a terminal, a line a stage when piped.</summary>
internal sealed class CheckProgress(TextWriter output, bool interactive)
{
    /// <summary>Says something that stays.</summary>
    public void Say(string line) => output.WriteLine(line);

    /// <summary>Begins a stage; it ends when disposed of.</summary>
    /// <param name="what">What is being done.</param>
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

    /// <summary>Says what begins.</summary>
    public CheckStage(TextWriter output, bool interactive, string what, long total)
    {
        (this.output, this.interactive, this.what, this.total) = (output, interactive, what, total);
        if (!interactive)
        {
            output.WriteLine(what);
        }
    }

    /// <summary>A step is done.</summary>
    public void Advance()
    {
        lock (drawing)
        {
            if (++done == 1)
            {
                started = Stopwatch.GetTimestamp(); // the first step warms up and would spoil the estimate
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

    /// <summary>Takes the line away.</summary>
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

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeResNet.Trainer.Training.Runs;
using Spectre.Console;
using Progress = EdgeResNet.Trainer.Training.Runs.Progress;

namespace EdgeResNet.Trainer.Training.Display;

/// <summary>A run on a terminal: a row an epoch, and below them where it stands, drawn anew a few times a second at most.</summary>
internal sealed class LiveProgress : IProgressDisplay
{
    private const int LeastWidth = 40;
    private const int LeastHeight = 4;
    private const int LeastBar = 10;
    private const int MostBar = 40;
    private const int BesideBar = 46; // what stands beside the bar on its line
    private static readonly TimeSpan redrawInterval = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole console;
    private readonly LiveDisplayContext area;
    private readonly TimeLeft left = new();
    private bool hasHeader;
    private long drawn;

    private LiveProgress(IAnsiConsole console, LiveDisplayContext area) => (this.console, this.area) = (console, area);

    /// <summary>Shows what <paramref name="run"/> reports: live where a verb's output is a terminal that somebody watches, otherwise in plain lines.</summary>
    /// <param name="output">The verb's.</param>
    /// <param name="run">Is given the display, which is gone when it returns.</param>
    public static T Show<T>(TextWriter output, Func<IProgressDisplay, T> run) =>
        IsWatched(output) ? Show(AnsiConsole.Console, run) : run(new LineProgress(output));

    /// <summary>Shows what <paramref name="run"/> reports, live.</summary>
    /// <param name="console">A terminal that knows ANSI's sequences.</param>
    /// <param name="run">Is given the display, which is gone when it returns.</param>
    public static T Show<T>(IAnsiConsole console, Func<IProgressDisplay, T> run)
    {
        // The area hides the cursor and shows it again when it ends; a signal that ends the process leaves it no time for that.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => console.Cursor.Show());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => console.Cursor.Show());
        return console.Live(new Text("")).AutoClear(true).Start(area => run(new LiveProgress(console, area)));
    }

    /// <summary>Says on a terminal that somebody watches what is being done while <paramref name="work"/> runs.</summary>
    public static T While<T>(TextWriter output, string what, Func<T> work) =>
        IsWatched(output) ? AnsiConsole.Console.Status().Start(what.EscapeMarkup(), _ => work()) : work();

    /// <summary>
    /// Whether a verb's output is a terminal that somebody watches and that can redraw: one may be dumb, too small to show anything
    /// (a pseudo-terminal without a size), or that of a machine that builds and tests.
    /// </summary>
    public static bool IsWatched(TextWriter output) =>
        ReferenceEquals(output, Console.Out)
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
        && AnsiConsole.Console.Profile is { Out.IsTerminal: true, Width: >= LeastWidth, Height: >= LeastHeight, Capabilities: { Ansi: true, Interactive: true } };

    public void Show(Progress progress, int stepsPerEpoch, int epochs, long lastStep, int batch)
    {
        left.Observe(progress.Step);
        if (Stopwatch.GetElapsedTime(drawn) < redrawInterval)
        {
            return;
        }

        area.UpdateTarget(Draw(progress, stepsPerEpoch, epochs, lastStep)); // draws at once
        drawn = Stopwatch.GetTimestamp();
    }

    public void EpochDone(EpochMetrics metrics, bool best)
    {
        if (!hasHeader)
        {
            console.MarkupLine("[grey]epoch  train loss  top-1 %    val loss  top-1 %          lr  images/s      s[/]");
            hasHeader = true;
        }

        string held = string.Create(CultureInfo.InvariantCulture, $"{100 * metrics.ValTop1,7:F2}");
        console.MarkupLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{metrics.Epoch,5}  {metrics.TrainLoss,10:F4}  {100 * metrics.TrainTop1,7:F2}  {metrics.ValLoss,10:F4}  {(best ? $"[green bold]{held} *[/]" : $"{held}  ")}  {metrics.Lr,8:G3}  {metrics.ImagesPerS,8:N0}  {metrics.Seconds,5:F0}"));
        if (metrics.Skipped > 0)
        {
            console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"       [yellow]{metrics.Skipped} steps skipped: loss or gradient not finite[/]"));
        }
    }

    public void Note(string text)
    {
        console.WriteLine(text);
        hasHeader = false;
    }

    private Rows Draw(Progress progress, int stepsPerEpoch, int epochs, long lastStep)
    {
        int width = Math.Clamp(console.Profile.Width - BesideBar, LeastBar, MostBar);
        int filled = (int)((long)width * progress.StepInEpoch / stepsPerEpoch);
        char mark = console.Profile.Capabilities.Unicode ? '━' : '-';
        string until = left.Until(lastStep) is TimeSpan time ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss} left") : "";
        string bar = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch + 1}/{epochs}  [blue]{new string(mark, filled)}[/][grey]{new string(mark, width - filled)}[/]  {progress.StepInEpoch}/{stepsPerEpoch}  {until}");
        long images = Math.Max(progress.Images, 1);
        string best = progress.BestEpoch < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"  best val top-1 [green]{100 * progress.BestTop1:F2} %[/]");
        string numbers = string.Create(
            CultureInfo.InvariantCulture,
            $"loss {progress.LossSum / images:F4}  top-1 {100.0 * progress.Correct / images:F2} %{best}  {progress.Images / Math.Max(progress.Seconds, 1e-9):N0} images/s");
        return new Rows(new Markup(bar), new Markup(numbers));
    }
}

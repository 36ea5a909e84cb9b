using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeResNet.Shared.Terminal;
using EdgeResNet.Trainer.Training.Runs;
using Spectre.Console;
using Progress = EdgeResNet.Trainer.Training.Runs.Progress;

namespace EdgeResNet.Trainer.Training.Display;

/// <summary>Shows a run on a terminal: a row per epoch, and a status below, redrawn at most a few times a second.</summary>
internal sealed class LiveProgress : IProgressDisplay
{
    private const int LeastWidth = 40;
    private const int LeastHeight = 4;
    private const int LeastBar = 10;
    private const int MostBar = 40;
    private const int BesideBar = 46; // columns beside the bar
    private static readonly TimeSpan redrawInterval = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole console;
    private readonly LiveDisplayContext area;
    private readonly TimeLeft left = new();
    private bool hasHeader;
    private long drawn;

    private LiveProgress(IAnsiConsole console, LiveDisplayContext area) => (this.console, this.area) = (console, area);

    /// <summary>Shows the progress of <paramref name="run"/>: live on an interactive terminal, otherwise in plain lines.</summary>
    /// <param name="output">The verb's.</param>
    /// <param name="run">Receives the display, which ends with the call.</param>
    public static T Show<T>(TextWriter output, Func<IProgressDisplay, T> run) =>
        IsWatched(output) ? Show(AnsiConsole.Console, run) : run(new LineProgress(output));

    /// <summary>Shows the progress of <paramref name="run"/> live.</summary>
    /// <param name="console">A terminal with ANSI sequences.</param>
    /// <param name="run">Receives the display, which ends with the call.</param>
    public static T Show<T>(IAnsiConsole console, Func<IProgressDisplay, T> run)
    {
        // The live area hides the cursor until it ends; a signal that ends the process would leave it hidden.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => console.Cursor.Show());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => console.Cursor.Show());
        return console.Live(new Text("")).AutoClear(true).Start(area => run(new LiveProgress(console, area)));
    }

    /// <summary>Shows a status on an interactive terminal while <paramref name="work"/> runs.</summary>
    public static T While<T>(TextWriter output, string what, Func<T> work) =>
        IsWatched(output) ? AnsiConsole.Console.Status().Start(Printable.Of(what).EscapeMarkup(), _ => work()) : work();

    /// <summary>
    /// Whether a verb's output is an interactive terminal that can redraw. It is not for a dumb terminal, one without a size, or a
    /// build server's.
    /// </summary>
    public static bool IsWatched(TextWriter output) =>
        output is TerminalWriter { Descriptor: 1, IsTerminal: true }
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
        console.WriteLine(Printable.Of(text));
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

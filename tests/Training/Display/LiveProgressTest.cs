using System.Diagnostics;
using EdgeResNet.Trainer.Training.Display;
using EdgeResNet.Trainer.Training.Runs;
using Spectre.Console;
using Progress = EdgeResNet.Trainer.Training.Runs.Progress;

namespace EdgeResNet.Tests.Training.Display;

public class LiveProgressTest
{
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";
    private static readonly EpochMetrics first = new(1, 1.23456, 0.5, 0.98765, 0.625, 0.0123, 1234.5, 61.4);

    [Fact]
    public void Piped_output_has_one_plain_line_per_epoch()
    {
        using StringWriter output = new();
        int result = LiveProgress.Show(output, display =>
        {
            display.Note("started");
            display.Show(new Progress { Step = 1, Images = 1, Seconds = 1 }, 10, 2, 20, 32);
            display.EpochDone(first, best: true);
            display.EpochDone(first with { Epoch = 12, Skipped = 2 }, best: false);
            return 7;
        });
        Assert.Equal(7, result);
        Assert.Equal(
            """
            started
            epoch   1  train loss 1.2346 top-1 50.00 %  val loss 0.9877 top-1 62.50 % *  lr 0.0123  1234 img/s  61 s
            epoch  12  train loss 1.2346 top-1 50.00 %  val loss 0.9877 top-1 62.50 %    lr 0.0123  1234 img/s  61 s  2 steps skipped: loss or gradient not finite

            """,
            output.ToString());
    }

    [Fact]
    public void A_terminal_shows_epoch_rows_and_progress_and_restores_its_cursor()
    {
        (IAnsiConsole console, StringWriter screen) = Terminal();
        LiveProgress.Show(console, display =>
        {
            display.Show(new Progress { Epoch = 1, StepInEpoch = 5, Step = 15, LossSum = 64, Correct = 24, Images = 32, Seconds = 0.25, BestTop1 = 0.625, BestEpoch = 1 }, 10, 2, 20, 32);
            display.EpochDone(first, best: true);
            Assert.Contains(HideCursor, screen.ToString(), StringComparison.Ordinal);
            return 0;
        });
        string shown = screen.ToString();
        Assert.Contains("epoch 2/2", shown, StringComparison.Ordinal);
        Assert.Contains("5/10", shown, StringComparison.Ordinal);
        Assert.Contains("loss 2.0000  top-1 75.00 %", shown, StringComparison.Ordinal);
        Assert.Contains("128 images/s", shown, StringComparison.Ordinal);
        Assert.Matches(@"\n? +1      1\.2346    50\.00      0\.9877", shown);
        Assert.True(shown.LastIndexOf(ShowCursor, StringComparison.Ordinal) > shown.LastIndexOf(HideCursor, StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_run_restores_the_terminal()
    {
        (IAnsiConsole console, StringWriter screen) = Terminal();
        Assert.Throws<InvalidOperationException>(() => LiveProgress.Show<int>(console, _ => throw new InvalidOperationException()));
        string shown = screen.ToString();
        Assert.True(shown.LastIndexOf(ShowCursor, StringComparison.Ordinal) > shown.LastIndexOf(HideCursor, StringComparison.Ordinal));
    }

    [Fact]
    public void Progress_is_drawn_a_few_times_a_second_at_any_speed()
    {
        (IAnsiConsole console, StringWriter screen) = Terminal();
        TimeSpan took = LiveProgress.Show(console, display =>
        {
            long started = Stopwatch.GetTimestamp();
            for (int step = 1; step <= 5000; step++)
            {
                display.Show(new Progress { StepInEpoch = step, Step = step, Images = 32 * step, Seconds = 0.001 * step }, 5000, 1, 5000, 32);
            }

            return Stopwatch.GetElapsedTime(started);
        });
        int draws = screen.ToString().Split("epoch 1/1").Length - 1;
        Assert.InRange(draws, 1, 2 + (int)(took / TimeSpan.FromMilliseconds(200))); // at the beginning, and once more at the end
    }

    private static (IAnsiConsole Console, StringWriter Screen) Terminal()
    {
        StringWriter screen = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(screen) });
        console.Profile.Width = 100;
        return (console, screen);
    }
}

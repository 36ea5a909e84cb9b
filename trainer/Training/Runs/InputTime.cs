using System.Globalization;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>Turns a run's input share into advice.</summary>
internal static class InputTime
{
    /// <summary>Above this share, input limits a run.</summary>
    public const double Slow = 0.05;

    /// <summary>The limit and advice; null if input is not the limit.</summary>
    /// <param name="share">Share of the time for reading, augmenting and waiting for pictures, 0 to 1.</param>
    public static string? Limit(double share) => share > Slow
        ? string.Create(CultureInfo.InvariantCulture, $"input took {100 * share:F0} % of the time; disk or processor cores are the limit: use smaller files or more cores")
        : null;
}

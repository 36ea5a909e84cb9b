using System.Globalization;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>What the share of the time that input took means.</summary>
internal static class InputTime
{
    /// <summary>Above this share, input is what limits a run.</summary>
    public const double Slow = 0.05;

    /// <summary>What limits the run and what would help; null where input does not.</summary>
    /// <param name="share">Share of the time that went into reading, augmenting and waiting for pictures, 0 to 1.</param>
    public static string? Limit(double share) => share > Slow
        ? string.Create(CultureInfo.InvariantCulture, $"input took {100 * share:F0} % of the time: the disk or the processor's cores are the limit; smaller files on disk or more cores would help")
        : null;
}

using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>Decides which frames are worth keeping. Allocates nothing after its creation; one thread.</summary>
/// <param name="settings">Reasons and rate.</param>
/// <param name="clock">Null for the system's clock.</param>
internal sealed class CollectTrigger(CollectSettings settings, TimeProvider? clock = null)
{
    /// <summary>Scores that differ by less are uncertain: the margin of margin sampling (Settles, Active Learning Literature Survey, 2009).</summary>
    public const float Margin = 0.3f;

    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly PictureAllowance allowance = new(settings.Rate, settings.RatePeriod);
    private string? shown;
    private long? last; // timestamp of the last picture that was kept for its time
    private CollectReasons missed;

    /// <summary>The reasons to keep this frame; none when the rate is used up. A change that the rate forbids is kept later.</summary>
    public CollectReasons Judge(FrameResult result)
    {
        if (result.State == ResultState.Lost)
        {
            return CollectReasons.None;
        }

        long now = clock.GetTimestamp();
        CollectReasons reasons = Reasons(result, now) & settings.Reasons;
        missed |= reasons & CollectReasons.Changed;
        reasons |= missed;
        if (reasons == CollectReasons.None || !allowance.TryTake(clock.GetElapsedTime(0, now)))
        {
            return CollectReasons.None;
        }

        missed = CollectReasons.None;
        last = reasons.HasFlag(CollectReasons.Every) ? now : last;
        return reasons;
    }

    private CollectReasons Reasons(FrameResult result, long now)
    {
        CollectReasons reasons = result.IsUnknown ? CollectReasons.Unknown : CollectReasons.None;
        if (!result.IsUnknown && result.TopCount > 1 && result.TopScores[0] - result.TopScores[1] < Margin)
        {
            reasons |= CollectReasons.Uncertain;
        }

        if (result.State == ResultState.Stable)
        {
            reasons |= shown is not null && !string.Equals(shown, result.ShownLabel, StringComparison.Ordinal) ? CollectReasons.Changed : CollectReasons.None;
            shown = result.ShownLabel;
        }

        if (settings.Every is TimeSpan every && (last is not long taken || clock.GetElapsedTime(taken, now) >= every))
        {
            reasons |= CollectReasons.Every;
        }

        return reasons;
    }
}

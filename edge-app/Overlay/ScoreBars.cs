namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>One bar at a moment.</summary>
internal struct ScoreBar
{
    /// <summary>Number of the class; identifies the bar over time.</summary>
    public int Class;

    /// <summary>Name of the class.</summary>
    public string Label;

    /// <summary>The newest score, 0…1; 0 for a disappearing bar.</summary>
    public float Target;

    /// <summary>Rank among the bars; 0 is the top.</summary>
    public int Rank;

    /// <summary>Length, moving toward <see cref="Target"/>.</summary>
    public Spring Length;

    /// <summary>Row, moving toward <see cref="Rank"/>.</summary>
    public Spring Row;

    /// <summary>0 invisible … 1 opaque.</summary>
    public Spring Opacity;

    /// <summary>The length to show as a number, updated by <see cref="ScoreBars.Publish"/> at a readable rate.</summary>
    public float Shown;

    /// <summary>True while the class is among the best.</summary>
    public bool Present;
}

/// <summary>The best classes as animated bars. Allocates nothing after construction.</summary>
internal sealed class ScoreBars
{
    /// <summary>Number of rows.</summary>
    public const int Rows = 3;
    private const float Margin = 0.015f;
    private const float Negligible = 0.005f; // tiny scores would swap places constantly; the best class always has a bar
    private const float LengthStiffness = 16f;
    private const float RowStiffness = 18f;
    private const float OpacityStiffness = 12f;
    private const float LeavingStiffness = 24f;
    private readonly ScoreBar[] bars = new ScoreBar[3 * Rows];
    private int count;

    /// <summary>All bars, including disappearing ones, in no particular order.</summary>
    public ReadOnlySpan<ScoreBar> Bars => bars.AsSpan(0, count);

    /// <summary>Takes the newest scores and advances by <paramref name="seconds"/>.</summary>
    public void Update(HudState state, float seconds)
    {
        for (int i = 0; i < count; i++)
        {
            bars[i].Present = false;
            bars[i].Target = 0;
        }

        int rows = state.Now.HasResult ? Math.Min(state.Now.TopCount, Rows) : 0;
        while (rows > 1 && state.Now.Top[rows - 1].Score < Negligible)
        {
            rows--;
        }

        for (int rank = 0; rank < rows; rank++)
        {
            HudEntry entry = state.Now.Top[rank];
            ref ScoreBar bar = ref bars[IndexOf(entry.Class, entry.Label, rank)];
            bar.Label = entry.Label;
            bar.Target = float.IsFinite(entry.Score) ? Math.Clamp(entry.Score, 0f, 1f) : 0; // NaN would stay in the spring forever
            bar.Present = true;
            bar.Shown = bar.Shown < 0 ? bar.Target : bar.Shown;
        }

        for (int i = 0; i < count; i++)
        {
            bars[i].Length.Step(bars[i].Target, seconds, LengthStiffness);
        }

        Arrange();
        for (int i = count - 1; i >= 0; i--)
        {
            ref ScoreBar bar = ref bars[i];
            bar.Row.Step(bar.Rank, seconds, RowStiffness);
            bar.Opacity.Step(bar.Present ? 1f : 0f, seconds, bar.Present ? OpacityStiffness : LeavingStiffness);
            if (!bar.Present && bar.Opacity.Value < 0.01f)
            {
                bars[i] = bars[--count];
            }
        }
    }

    /// <summary>Updates the shown numbers.</summary>
    public void Publish()
    {
        for (int i = 0; i < count; i++)
        {
            bars[i].Shown = bars[i].Present ? bars[i].Target : bars[i].Shown;
        }
    }

    // Bars swap by their smoothed lengths with a margin, so that noise between small scores does not swap them constantly.
    private void Arrange()
    {
        Span<int> order = stackalloc int[Rows];
        int present = 0;
        for (int i = 0; i < count; i++)
        {
            if (!bars[i].Present || present == Rows)
            {
                continue;
            }

            int at = present++;
            for (; at > 0 && bars[order[at - 1]].Rank > bars[i].Rank; at--)
            {
                order[at] = order[at - 1];
            }

            order[at] = i;
        }

        for (int i = 1; i < present; i++)
        {
            for (int at = i; at > 0 && bars[order[at]].Length.Value > bars[order[at - 1]].Length.Value + Margin; at--)
            {
                (order[at], order[at - 1]) = (order[at - 1], order[at]);
            }
        }

        for (int at = 0; at < present; at++)
        {
            bars[order[at]].Rank = at;
        }
    }

    private int IndexOf(int @class, string label, int rank)
    {
        int faintest = -1;
        for (int i = 0; i < count; i++)
        {
            if (bars[i].Class == @class)
            {
                return i;
            }

            if (!bars[i].Present && (faintest < 0 || bars[i].Opacity.Value < bars[faintest].Opacity.Value))
            {
                faintest = i;
            }
        }

        int slot = count < bars.Length ? count++ : faintest;
        bars[slot] = new ScoreBar { Class = @class, Label = label, Shown = -1, Rank = rank, Row = new Spring(rank + 0.5f) };
        return slot;
    }
}

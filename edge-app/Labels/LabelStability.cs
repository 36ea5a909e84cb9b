using System.Diagnostics;

namespace EdgeResNet.EdgeApp.Labels;

/// <summary>
/// Measures stability and delay of the label with a source that knows the truth, for each frame's own answer (raw) and the shown
/// one. A flip is a change of the label, or to or from unknown, that no change of the truth explains; each explains one. The
/// delay runs from the first frame of a new object to its first correct label. Does not allocate.
/// </summary>
internal sealed class LabelStability
{
    private AnsweringModel model = AnsweringModel.None;
    private Track raw;
    private Track shown;
    private int truth = -1;
    private long changed; // Stopwatch timestamp of the last change; 0 during the first object
    private long first; // 0 before the first frame
    private long last;
    private double rawDelays; // milliseconds, over objects that both found
    private double shownDelays;
    private int found;

    /// <summary>Raw flips per minute; null with fewer than two frames.</summary>
    public double? RawFlipsPerMinute => PerMinute(raw.Flips);

    /// <summary>Flips per minute of the shown label.</summary>
    public double? FlipsPerMinute => PerMinute(shown.Flips);

    /// <summary>Mean raw delay, over objects that both found; null without any.</summary>
    public double? RawDelayMs => Mean(rawDelays);

    /// <summary>Mean delay of the shown label, over the same objects.</summary>
    public double? DelayMs => Mean(shownDelays);

    /// <summary>Takes a frame's result; skips frames without truth.</summary>
    public void Add(FrameResult result)
    {
        if (!ReferenceEquals(result.Model, model))
        {
            Follow(result.Model);
        }

        if (result.Truth is not int now)
        {
            return;
        }

        first = first == 0 ? result.Times.Captured : first;
        last = result.Times.Captured;
        if (now != truth)
        {
            if (truth >= 0)
            {
                FinishObject();
                changed = result.Times.Captured;
            }

            truth = now;
        }

        raw.Add(result.IsUnknown ? -1 : result.TopClasses[0], truth, result.Times.Captured);
        shown.Add(result.State == ResultState.Unknown ? -1 : result.ShownClass, truth, result.Times.Captured);
    }

    /// <summary>Closes the last object; call once, before reading the numbers.</summary>
    public void FinishObject()
    {
        if (changed != 0 && raw.Right is long rawRight && shown.Right is long shownRight)
        {
            rawDelays += Stopwatch.GetElapsedTime(changed, rawRight).TotalMilliseconds;
            shownDelays += Stopwatch.GetElapsedTime(changed, shownRight).TotalMilliseconds;
            found++;
        }

        changed = 0;
        raw.NextObject();
        shown.NextObject();
    }

    /// <summary>Classes of another model have other numbers: nothing compares with those before.</summary>
    private void Follow(AnsweringModel next)
    {
        if (!next.HasLabelsOf(model))
        {
            FinishObject();
            truth = -1;
            raw.Forget();
            shown.Forget();
        }

        model = next;
    }

    private double? PerMinute(int flips) => last > first ? flips / Stopwatch.GetElapsedTime(first, last).TotalMinutes : null;

    private double? Mean(double sum) => found > 0 ? sum / found : null;

    private struct Track
    {
        private int? label;
        private bool excused;

        public int Flips { get; private set; }

        public long? Right { get; private set; }

        public void NextObject() => (excused, Right) = (true, null);

        public void Forget() => label = null;

        public void Add(int next, int truth, long captured)
        {
            if (label is int before && next != before)
            {
                Flips += excused ? 0 : 1;
                excused = false;
            }

            label = next;
            Right ??= next == truth ? captured : null;
        }
    }
}

using System.Diagnostics;

namespace EdgeResNet.EdgeApp.Labels;

/// <summary>
/// How calm and how quick the label is, against a source that knows the truth: of each frame's own answer (raw) and of what is
/// shown. A flip is a change of the label, or from or to unknown, that no change of the truth excuses; each change of the truth
/// excuses one. The delay counts from the first frame with another truth to the first that is labelled with it. Does not allocate.
/// </summary>
internal sealed class LabelStability
{
    private Track raw;
    private Track shown;
    private int truth = -1;
    private long changed; // when, a Stopwatch timestamp; 0 while the first object is there
    private long first;
    private long last;
    private double rawDelays; // milliseconds, of the objects that both found
    private double shownDelays;
    private int found;

    /// <summary>Flips a minute of each frame's own answer; absent where there were not two frames.</summary>
    public double? RawFlipsPerMinute => PerMinute(raw.Flips);

    /// <summary>Flips a minute of what is shown.</summary>
    public double? FlipsPerMinute => PerMinute(shown.Flips);

    /// <summary>Mean delay of each frame's own answer, over the objects that both found; absent where there were none.</summary>
    public double? RawDelayMs => Mean(rawDelays);

    /// <summary>Mean delay of what is shown, over the same objects.</summary>
    public double? DelayMs => Mean(shownDelays);

    /// <summary>Takes a frame's result; one without truth is left out.</summary>
    public void Add(FrameResult result)
    {
        if (result.Truth is not int now)
        {
            return;
        }

        first = truth < 0 ? result.Times.Captured : first;
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

    /// <summary>Closes the last object; to be called once, before the numbers are read.</summary>
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

    private double? PerMinute(int flips) => last > first ? flips / Stopwatch.GetElapsedTime(first, last).TotalMinutes : null;

    private double? Mean(double sum) => found > 0 ? sum / found : null;

    private struct Track
    {
        private int? label;
        private bool excused;

        public int Flips { get; private set; }

        public long? Right { get; private set; }

        public void NextObject() => (excused, Right) = (true, null);

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

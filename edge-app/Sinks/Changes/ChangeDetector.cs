using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks.Changes;

/// <summary>
/// Finds results that change the shown state: a new stable label, unknown after a label, a lost source, or the first of these.
/// Frames between two labels change nothing. Allocates nothing. One thread.
/// </summary>
internal sealed class ChangeDetector
{
    private ResultState state = ResultState.Changing;
    private int shown = -1;

    /// <summary>Takes the next result.</summary>
    /// <returns>True when it is a change.</returns>
    public bool Update(FrameResult result)
    {
        int label = result.State == ResultState.Stable ? result.ShownClass : -1;
        if (result.State == ResultState.Changing || (result.State == state && label == shown))
        {
            return false;
        }

        (state, shown) = (result.State, label);
        return true;
    }
}

using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks.Changes;

/// <summary>
/// Finds results that change the shown state: a new stable label, unknown after a label, a lost source, or the first of these.
/// Frames between two labels change nothing. Allocates nothing. One thread.
/// </summary>
/// <param name="tellsModels">Whether the first of these results of another model is a change too.</param>
internal sealed class ChangeDetector(bool tellsModels = false)
{
    private ResultState state = ResultState.Changing;
    private string? shown;
    private AnsweringModel? model;

    /// <summary>Takes the next result.</summary>
    /// <returns>True when it is a change.</returns>
    public bool Update(FrameResult result)
    {
        string? label = result.State == ResultState.Stable ? result.ShownLabel : null;
        bool told = !tellsModels || ReferenceEquals(result.Model, model);
        if (result.State == ResultState.Changing || (result.State == state && string.Equals(label, shown, StringComparison.Ordinal) && told))
        {
            return false;
        }

        (state, shown, model) = (result.State, label, result.Model);
        return true;
    }
}

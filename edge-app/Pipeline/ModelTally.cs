using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>The models that answered, in order, with their frames. Allocates only when the model changes.</summary>
internal sealed class ModelTally
{
    private const int Most = 100;
    private readonly List<Turn> turns = [];
    private Turn? now;

    /// <summary>How often a model replaced another.</summary>
    public long Changes { get; private set; }

    /// <summary>The model of the last frame; null without frames.</summary>
    public AnsweringModel? Last => now?.Model;

    /// <summary>The newest hundred turns, oldest first.</summary>
    public IReadOnlyList<ModelSummary> Newest => [.. turns.Select(turn => new ModelSummary(turn.Model.Name, turn.Model.Sha256, turn.Model.Precision, turn.Model.ExecutionProvider, turn.FirstFrame, turn.Frames))];

    /// <summary>Counts a classified frame.</summary>
    public void Add(FrameResult result)
    {
        if (!ReferenceEquals(now?.Model, result.Model))
        {
            Changes += now is null ? 0 : 1;
            now = new Turn(result.Model, result.Frame);
            turns.Add(now);
            turns.RemoveRange(0, Math.Max(turns.Count - Most, 0));
        }

        now!.Frames++;
    }

    private sealed record Turn(AnsweringModel Model, long FirstFrame)
    {
        public long Frames { get; set; }
    }
}

/// <summary>A model's turn in a run.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Sha256">SHA-256 of its file.</param>
/// <param name="Precision">Which of the bundle's files.</param>
/// <param name="Ep">The execution provider.</param>
/// <param name="FirstFrame">Number of the first frame that it answered.</param>
/// <param name="Frames">Frames that it answered.</param>
internal sealed record ModelSummary(string Model, string Sha256, string Precision, string Ep, long FirstFrame, long Frames);

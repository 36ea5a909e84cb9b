using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Training.Display;

/// <summary>Shows the progress of a run.</summary>
internal interface IProgressDisplay
{
    /// <summary>Reports a finished step.</summary>
    void Show(Progress progress, int stepsPerEpoch, int epochs, long lastStep, int batch);

    /// <summary>Reports a finished and validated epoch.</summary>
    void EpochDone(EpochMetrics metrics, bool best);

    /// <summary>Writes a note.</summary>
    void Note(string text);
}

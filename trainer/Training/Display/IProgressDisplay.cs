using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Training.Display;

/// <summary>Shows a run to whoever watches it.</summary>
internal interface IProgressDisplay
{
    /// <summary>A step is done.</summary>
    void Show(Progress progress, int stepsPerEpoch, int epochs, long lastStep, int batch);

    /// <summary>An epoch is done and validated.</summary>
    void EpochDone(EpochMetrics metrics, bool best);

    /// <summary>Something to know.</summary>
    void Note(string text);
}

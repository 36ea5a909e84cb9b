namespace EdgeResNet.Trainer.Sweeps;

/// <summary>What a trial is doing.</summary>
internal enum TrialState
{
    /// <summary>Has not begun.</summary>
    Waiting,

    /// <summary>A process trains it.</summary>
    Running,

    /// <summary>Has begun, and no process trains it.</summary>
    Interrupted,

    /// <summary>Trained to its end.</summary>
    Done,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Left out: the hours are used up, or its recipe failed before.</summary>
    Skipped,
}

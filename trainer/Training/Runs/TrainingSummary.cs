using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>Results of a run: <c>summary.json</c>.</summary>
internal sealed record TrainingSummary
{
    /// <summary>Architecture.</summary>
    public required string Arch { get; init; }

    /// <summary>Trained parameters.</summary>
    public required long Params { get; init; }

    /// <summary>Training data.</summary>
    public required string Data { get; init; }

    /// <summary>Finished epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps.</summary>
    public required long Steps { get; init; }

    /// <summary>The epoch of the kept weights, from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Its validation accuracy, 0 to 1.</summary>
    public required double ValTop1 { get; init; }

    /// <summary>Data of <see cref="Top1"/>, measured with ONNX Runtime.</summary>
    public required string Dataset { get; init; }

    /// <summary>Number of its pictures.</summary>
    public required int Samples { get; init; }

    /// <summary>Accuracy of the exported file, 0 to 1.</summary>
    public required double Top1 { get; init; }

    /// <summary>Its expected calibration error.</summary>
    public required double Ece { get; init; }

    /// <summary>Seconds of training steps.</summary>
    public required double Seconds { get; init; }

    /// <summary>Median of the epochs' images a second.</summary>
    public required double ImagesPerS { get; init; }

    /// <summary>Skipped steps, whose loss or gradient was not finite.</summary>
    public required int SkippedSteps { get; init; }

    /// <summary>Share of the time for reading, augmenting and waiting for pictures, 0 to 1.</summary>
    public required double InputShare { get; init; }

    /// <summary>Largest resident memory of the process that finished the run, in bytes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Of a retraining: <c>yes</c> or <c>no</c>, whether the new model should replace the old one; absent otherwise.</summary>
    public string? Promote { get; init; }

    /// <summary>Reason of the promotion or refusal.</summary>
    public string? PromoteReason { get; init; }

    /// <summary>Both models, class by class.</summary>
    public ModelComparison? Comparison { get; init; }

    /// <summary>The device of torch.</summary>
    public required string Device { get; init; }

    /// <summary>CPU threads of a torch operation.</summary>
    public required int Threads { get; init; }

    /// <summary>Version of libtorch.</summary>
    public required string Torch { get; init; }

    /// <summary>The machine.</summary>
    public required HostInfo Host { get; init; }
}

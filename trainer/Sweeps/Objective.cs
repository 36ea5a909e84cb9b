using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>The values of a sweep's <c>objective</c>: what ranks trials. Both are measured on the validation set.</summary>
internal static class Objective
{
    /// <summary>Cross-entropy, without smoothing or mixing.</summary>
    public const string Loss = "val_loss";

    /// <summary>Share of right answers.</summary>
    public const string Accuracy = "val_top1";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Loss, Accuracy];

    /// <summary>The objective's value of an epoch.</summary>
    public static double Of(string objective, EpochMetrics epoch) => objective == Accuracy ? epoch.ValTop1 : epoch.ValLoss;

    /// <summary>The objective's value of a result; null if the trial has none.</summary>
    public static double? Of(string objective, TrialResult? result) => objective == Accuracy ? result?.ValTop1 : result?.ValLoss;

    /// <summary>A value to sort by, the best first.</summary>
    public static double Cost(string objective, double value) => objective == Accuracy ? -value : value;

    /// <summary>Its name for people.</summary>
    public static string Name(string objective) => objective == Accuracy ? "validation top-1" : "validation loss";
}

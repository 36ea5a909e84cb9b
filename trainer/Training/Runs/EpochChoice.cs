namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>Chooses the epoch whose weights a run keeps.</summary>
internal static class EpochChoice
{
    /// <summary>With fewer validation pictures, each is more than a point of accuracy and ties are frequent, so the loss is compared first.</summary>
    public const int FewPictures = 100;

    /// <summary>
    /// Whether an epoch replaces the best one before it: by higher top-1, then by lower loss. With fewer than <see cref="FewPictures"/>:
    /// by lower loss, then by higher top-1. If both are equal, the later epoch wins.
    /// </summary>
    /// <param name="later">The latest epoch.</param>
    /// <param name="best">The best so far; null before the first.</param>
    /// <param name="pictures">Number of validation pictures.</param>
    public static bool Replaces(EpochMetrics later, EpochMetrics? best, int pictures)
    {
        if (best is null)
        {
            return true;
        }

        int accuracy = later.ValTop1.CompareTo(best.ValTop1);
        int loss = best.ValLoss.CompareTo(later.ValLoss);
        (int first, int second) = pictures < FewPictures ? (loss, accuracy) : (accuracy, loss);
        return first > 0 || (first == 0 && second >= 0);
    }
}

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>Which epoch's weights a run keeps.</summary>
internal static class EpochChoice
{
    /// <summary>With fewer validation pictures than this, one of them is more than a point of accuracy and epochs tie often: the loss, which sees every probability, is compared first.</summary>
    public const int FewPictures = 100;

    /// <summary>
    /// Whether an epoch replaces the best one before it: by higher top-1, then by lower loss; with fewer than <see cref="FewPictures"/>
    /// by lower loss, then by higher top-1. Where both are equal, the later epoch stays.
    /// </summary>
    /// <param name="later">The epoch that has just ended.</param>
    /// <param name="best">The best so far; null before the first.</param>
    /// <param name="pictures">Of the validation set.</param>
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

using System.Text.Json.Serialization;

namespace EdgeResNet.Trainer.Checks;

/// <summary>Findings of <c>data check</c>; the JSON of <c>--json</c>.</summary>
/// <param name="Data">The data, as named on the command line.</param>
/// <param name="Pictures">Pictures that can be read.</param>
/// <param name="Splits">Where they lie.</param>
/// <param name="Classes">Pictures of each class in each split.</param>
/// <param name="Imbalance">Ratio of the largest to the smallest non-empty class of the first split, in pictures.</param>
/// <param name="ClassFindings">Classes that a split lacks.</param>
/// <param name="Files">Files that cannot be read or are skipped.</param>
/// <param name="Duplicates">Groups of copies.</param>
/// <param name="Outliers">Pictures that differ from the rest.</param>
/// <param name="Labels">Labels that may be wrong; absent if not checked.</param>
/// <param name="LabelsSkipped">Why labels were not checked.</param>
/// <param name="Settings">The limits.</param>
internal sealed record DataCheckReport(
    string Data,
    int Pictures,
    IReadOnlyList<SplitCount> Splits,
    IReadOnlyList<ClassCount> Classes,
    double Imbalance,
    IReadOnlyList<ClassFinding> ClassFindings,
    IReadOnlyList<FileFinding> Files,
    IReadOnlyList<DuplicateGroup> Duplicates,
    IReadOnlyList<Outlier> Outliers,
    LabelReport? Labels,
    string? LabelsSkipped,
    DataCheckSettings Settings);

/// <summary>Limits of the checks.</summary>
/// <param name="Distance">Bits by which the perceptual hashes of near duplicates may differ.</param>
/// <param name="OutlierZ">The smallest robust z-score of an outlier.</param>
/// <param name="Folds">Parts of the cross-validation.</param>
/// <param name="Seed">Seed of folds, and of a missing validation set.</param>
internal sealed record DataCheckSettings(int Distance, double OutlierZ, int Folds, long Seed);

/// <summary>Pictures of a split that can be read.</summary>
internal sealed record SplitCount(string Split, int Pictures);

/// <summary>Pictures of a class that can be read.</summary>
/// <param name="Label">The class.</param>
/// <param name="Pictures">In each of <see cref="DataCheckReport.Splits"/>.</param>
internal sealed record ClassCount(string Label, IReadOnlyList<int> Pictures);

/// <summary>A class that a split lacks.</summary>
internal sealed record ClassFinding(string Label, string Split, string Reason);

/// <summary>Faults of a file.</summary>
internal enum FileFault
{
    /// <summary>Named as a picture but not readable; training refuses it.</summary>
    Unreadable,

    /// <summary>Training skips it.</summary>
    PassedOver,

    /// <summary>It is read, but its name belongs to another format.</summary>
    Misnamed,

    /// <summary>It is read, with samples of more than 8 bits that are scaled.</summary>
    Deep,
}

/// <summary>A faulty file.</summary>
/// <param name="Path">Within the data.</param>
/// <param name="Fault">The fault.</param>
/// <param name="Reason">The same in words.</param>
internal sealed record FileFinding(string Path, FileFault Fault, string Reason);

/// <summary>A picture in a report.</summary>
/// <param name="Path">Within the data.</param>
/// <param name="Split">Where it lies.</param>
/// <param name="Label">Its labelled class.</param>
internal sealed record PictureRef(string Path, string Split, string Label)
{
    /// <summary>Its place in the data.</summary>
    [JsonIgnore]
    public int Index { get; init; }

    /// <summary>Creates the entry of picture <paramref name="index"/>.</summary>
    public static PictureRef To(ICheckedPictures pictures, int index) =>
        new(pictures.PathInData(index), pictures.Splits[pictures.Split(index)], pictures.Classes[pictures.Label(index)]) { Index = index };
}

/// <summary>Similarity of a picture to the first of its group.</summary>
internal enum DuplicateKind
{
    /// <summary>Byte for byte.</summary>
    File,

    /// <summary>Pixel for pixel, in another file.</summary>
    Pixels,

    /// <summary>Looks alike: encoded again, resized, a little brighter.</summary>
    Near,
}

/// <summary>A picture of a group.</summary>
/// <param name="Picture">Which.</param>
/// <param name="Same">Similarity to the first of the group.</param>
/// <param name="Distance">Bits by which their perceptual hashes differ.</param>
/// <param name="Correlation">Of their pixels at 32×32, 1 for equal ones.</param>
internal sealed record Duplicate(PictureRef Picture, DuplicateKind Same, int Distance, double Correlation);

/// <summary>Copies and near copies.</summary>
/// <param name="Exact">All have the same pixels.</param>
/// <param name="Leak">They are in more than one split, or would be in training, so a measured picture may have been trained on.</param>
/// <param name="Conflict">They have more than one label.</param>
/// <param name="Parted">Training would hold out some of them and learn from others.</param>
/// <param name="Pictures">In the order of the data.</param>
internal sealed record DuplicateGroup(bool Exact, bool Leak, bool Conflict, bool Parted, IReadOnlyList<Duplicate> Pictures);

/// <summary>Measures of outliers.</summary>
internal enum OutlierMeasure
{
    /// <summary>Blank: all pixels have one brightness, the value.</summary>
    Blank,

    /// <summary>Length of the longer side in pixels.</summary>
    LongSide,

    /// <summary>Length of the shorter side in pixels.</summary>
    ShortSide,

    /// <summary>Longer over shorter side.</summary>
    Aspect,

    /// <summary>Mean luma, 0 to 255.</summary>
    Brightness,

    /// <summary>Standard deviation of the luma.</summary>
    Contrast,
}

/// <summary>A picture that differs from the rest.</summary>
/// <param name="Picture">Which.</param>
/// <param name="Measure">The measure with the largest difference.</param>
/// <param name="Value">Value of this picture.</param>
/// <param name="Median">Median of all pictures.</param>
/// <param name="Z">Difference in robust standard deviations.</param>
internal sealed record Outlier(PictureRef Picture, OutlierMeasure Measure, double Value, double Median, double Z);

/// <summary>Labels that cross-validated heads on a pretrained network contradict.</summary>
/// <param name="Arch">The network of the features.</param>
/// <param name="Width">Multiplier of its channel counts.</param>
/// <param name="ImageSize">Pixels a side.</param>
/// <param name="Folds">Parts; each is judged by a head that did not learn it.</param>
/// <param name="Epochs">Epochs of training of the network: 0, because only heads learn.</param>
/// <param name="Judged">Judged pictures.</param>
/// <param name="Top1">Share of the judged pictures whose label the heads chose.</param>
/// <param name="NotJudged">Classes with too few pictures.</param>
/// <param name="Suspects">Pictures whose label may be wrong, the most certain first.</param>
internal sealed record LabelReport(string Arch, double Width, int ImageSize, int Folds, int Epochs, int Judged, double Top1, IReadOnlyList<string> NotJudged, IReadOnlyList<SuspectLabel> Suspects)
{
    /// <summary>Name of the pretrained network.</summary>
    public required string Pretrained { get; init; }

    /// <summary>How often the pictures were divided; results are averaged.</summary>
    public required int Rounds { get; init; }
}

/// <summary>A label that may be wrong.</summary>
/// <param name="Picture">Which.</param>
/// <param name="Suggested">The class that the heads chose.</param>
/// <param name="Probability">Their probability of that class.</param>
/// <param name="LabelProbability">Their probability of the picture's label.</param>
internal sealed record SuspectLabel(PictureRef Picture, string Suggested, double Probability, double LabelProbability);

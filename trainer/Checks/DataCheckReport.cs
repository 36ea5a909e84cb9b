using System.Text.Json.Serialization;

namespace EdgeResNet.Trainer.Checks;

/// <summary>What <c>data check</c> found; the JSON of <c>--json</c>.</summary>
/// <param name="Data">The data, as named on the command line.</param>
/// <param name="Pictures">Pictures that can be read.</param>
/// <param name="Splits">Where they lie.</param>
/// <param name="Classes">Pictures of each class in each split.</param>
/// <param name="Imbalance">Pictures of the largest class of the first split over those of its smallest that is not empty.</param>
/// <param name="ClassFindings">Classes that a split lacks.</param>
/// <param name="Files">Files that cannot be read, or that are not looked at.</param>
/// <param name="Duplicates">Pictures that are there more than once.</param>
/// <param name="Outliers">Pictures that differ from the rest.</param>
/// <param name="Labels">Labels that may be wrong; absent where they were not checked.</param>
/// <param name="LabelsSkipped">Why they were not.</param>
/// <param name="Settings">What was looked for.</param>
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

/// <summary>What is looked for, and how.</summary>
/// <param name="Distance">Bits by which the perceptual hashes of near duplicates may differ.</param>
/// <param name="OutlierZ">The robust z-score from which on a picture is an outlier.</param>
/// <param name="Folds">Parts of the cross-validation.</param>
/// <param name="Seed">Of folds, and of a validation set that the data lacks.</param>
internal sealed record DataCheckSettings(int Distance, double OutlierZ, int Folds, long Seed);

/// <summary>Pictures of a split that can be read.</summary>
internal sealed record SplitCount(string Split, int Pictures);

/// <summary>Pictures of a class that can be read.</summary>
/// <param name="Label">The class.</param>
/// <param name="Pictures">In each of <see cref="DataCheckReport.Splits"/>.</param>
internal sealed record ClassCount(string Label, IReadOnlyList<int> Pictures);

/// <summary>A class that a split lacks.</summary>
internal sealed record ClassFinding(string Label, string Split, string Reason);

/// <summary>What is the matter with a file.</summary>
internal enum FileFault
{
    /// <summary>It has the name of a picture and is none that can be read: training refuses it.</summary>
    Unreadable,

    /// <summary>Training does not look at it.</summary>
    PassedOver,

    /// <summary>It is read, though its name says that it is something else.</summary>
    Misnamed,
}

/// <summary>A file that is no picture like the others.</summary>
/// <param name="Path">Within the data.</param>
/// <param name="Fault">What is the matter.</param>
/// <param name="Reason">The same in words.</param>
internal sealed record FileFinding(string Path, FileFault Fault, string Reason);

/// <summary>A picture in a report.</summary>
/// <param name="Path">Within the data.</param>
/// <param name="Split">Where it lies.</param>
/// <param name="Label">The class that it is said to be of.</param>
internal sealed record PictureRef(string Path, string Split, string Label)
{
    /// <summary>Its place in the data.</summary>
    [JsonIgnore]
    public int Index { get; init; }

    /// <summary>Names picture <paramref name="index"/>.</summary>
    public static PictureRef To(ICheckedPictures pictures, int index) =>
        new(pictures.PathInData(index), pictures.Splits[pictures.Split(index)], pictures.Classes[pictures.Label(index)]) { Index = index };
}

/// <summary>How a picture is the same as the first of its group.</summary>
internal enum DuplicateKind
{
    /// <summary>Byte for byte.</summary>
    File,

    /// <summary>Pixel for pixel, in another file.</summary>
    Pixels,

    /// <summary>To the eye: encoded again, resized, a little brighter.</summary>
    Near,
}

/// <summary>A picture of a group.</summary>
/// <param name="Picture">Which.</param>
/// <param name="Same">How it is the same as the first of the group.</param>
/// <param name="Distance">Bits by which their perceptual hashes differ.</param>
/// <param name="Correlation">Of their pixels at 32×32, 1 for equal ones.</param>
internal sealed record Duplicate(PictureRef Picture, DuplicateKind Same, int Distance, double Correlation);

/// <summary>Pictures of which each is the same as some other, or nearly.</summary>
/// <param name="Exact">All have the same pixels.</param>
/// <param name="Leak">They lie in more than one split, or would in training: what is measured on one was seen in the other.</param>
/// <param name="Conflict">They have more than one label.</param>
/// <param name="Parted">Training, which holds pictures out where the data has no validation set, would hold out some of them and learn from others.</param>
/// <param name="Pictures">In the order of the data.</param>
internal sealed record DuplicateGroup(bool Exact, bool Leak, bool Conflict, bool Parted, IReadOnlyList<Duplicate> Pictures);

/// <summary>By what a picture differs from the rest.</summary>
internal enum OutlierMeasure
{
    /// <summary>It shows nothing: all pixels are of one brightness, which is the value.</summary>
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
/// <param name="Measure">By what, most of all.</param>
/// <param name="Value">Of this picture.</param>
/// <param name="Median">Of all pictures.</param>
/// <param name="Z">How many robust standard deviations lie between them.</param>
internal sealed record Outlier(PictureRef Picture, OutlierMeasure Measure, double Value, double Median, double Z);

/// <summary>Labels that cross-validated heads on a pretrained network contradict.</summary>
/// <param name="Arch">The network that gives the features.</param>
/// <param name="Width">Multiplier of its channel counts.</param>
/// <param name="ImageSize">Pixels a side.</param>
/// <param name="Folds">Parts; each was judged by a head that had not seen it.</param>
/// <param name="Epochs">In which the network itself was trained: 0, since only heads learn.</param>
/// <param name="Judged">Pictures.</param>
/// <param name="Top1">Share of the judged pictures for which the heads chose the label that they have.</param>
/// <param name="NotJudged">Classes with too few pictures.</param>
/// <param name="Suspects">Pictures whose label may be wrong, from the surest on.</param>
internal sealed record LabelReport(string Arch, double Width, int ImageSize, int Folds, int Epochs, int Judged, double Top1, IReadOnlyList<string> NotJudged, IReadOnlyList<SuspectLabel> Suspects)
{
    /// <summary>Name of the pretrained network.</summary>
    public required string Pretrained { get; init; }

    /// <summary>How often the pictures were divided; the mean counts.</summary>
    public required int Rounds { get; init; }
}

/// <summary>A label that may be wrong.</summary>
/// <param name="Picture">Which.</param>
/// <param name="Suggested">The class that the heads see.</param>
/// <param name="Probability">What it gives to that class.</param>
/// <param name="LabelProbability">What it gives to the label that the picture has.</param>
internal sealed record SuspectLabel(PictureRef Picture, string Suggested, double Probability, double LabelProbability);

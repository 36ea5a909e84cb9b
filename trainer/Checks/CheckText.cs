using System.Globalization;

namespace EdgeResNet.Trainer.Checks;

/// <summary>One kind of finding in words.</summary>
/// <param name="Title">Kind and number of findings.</param>
/// <param name="Lines">One line per finding.</param>
internal sealed record CheckSection(string Title, IReadOnlyList<string> Lines)
{
    /// <summary>The title, safe for a terminal.</summary>
    public string Title { get; } = Printable.Of(Title);

    /// <summary>The lines, safe for a terminal.</summary>
    public IReadOnlyList<string> Lines { get; } = [.. Lines.Select(Printable.Of)];
}

/// <summary>Findings in words, for terminal and page.</summary>
internal static class CheckText
{
    private const int MostNamed = 4;
    private const double PoorTop1 = 0.7; // below it, most contradictions are errors of the heads
    private const int Black = 32;
    private const int White = 223;

    /// <summary>Text for a group in one folder that is a leak.</summary>
    public const string Parted = "training with this --seed would hold out only some of them";

    /// <summary>All kinds of findings, including empty ones.</summary>
    public static IReadOnlyList<CheckSection> Sections(DataCheckReport report)
    {
        IReadOnlyList<FileFinding> unreadable = Files(report, FileFault.Unreadable);
        DuplicateGroup[] leaks = [.. report.Duplicates.Where(group => group.Leak)];
        DuplicateGroup[] within = [.. report.Duplicates.Where(group => !group.Leak)];
        return
        [
            new(Title("unreadable files", unreadable.Count), Lines(unreadable)),
            new(Title("files that are passed over", Files(report, FileFault.PassedOver).Count), Lines(Files(report, FileFault.PassedOver))),
            new(Title("files under the name of another format", Files(report, FileFault.Misnamed).Count), Lines(Files(report, FileFault.Misnamed))),
            new(Title("pictures with 16 bits a sample", Files(report, FileFault.Deep).Count), Lines(Files(report, FileFault.Deep))),
            new(Title("problems of classes and splits", report.ClassFindings.Count), [.. report.ClassFindings.Select(each => $"{each.Label}: {each.Reason}")]),
            new(Title("leaks: groups of the same picture in several splits", leaks.Length), [.. leaks.Select(Describe)]),
            new(Title("duplicates: groups of the same picture in one split", within.Length), [.. within.Select(Describe)]),
            new(Title("outliers in size, brightness or contrast", report.Outliers.Count), [.. report.Outliers.Select(each => $"{each.Picture.Path}: {Describe(each)}")]),
            new(LabelTitle(report), [.. (report.Labels?.Suspects ?? []).Select(each => $"{each.Picture.Path}: {each.Picture.Label}, more likely {Describe(each)}")]),
        ];
    }

    /// <summary>The files with one kind of fault.</summary>
    public static IReadOnlyList<FileFinding> Files(DataCheckReport report, FileFault fault) => [.. report.Files.Where(file => file.Fault == fault)];

    /// <summary>A group by its first pictures.</summary>
    public static string Describe(DuplicateGroup group)
    {
        IEnumerable<string> paths = group.Pictures.Take(MostNamed).Select((each, i) => i == 0 ? each.Picture.Path : $"{(each.Same == DuplicateKind.Near ? "≈" : "=")} {each.Picture.Path}");
        string more = group.Pictures.Count > MostNamed ? $" and {group.Pictures.Count - MostNamed:N0} more" : "";
        string labels = group.Conflict ? $"; labels differ: {string.Join(", ", group.Pictures.Select(each => each.Picture.Label).Distinct())}" : "";
        string parted = group.Parted ? $"; {Parted}" : "";
        return string.Join(' ', paths) + more + labels + parted;
    }

    /// <summary>Why a picture is an outlier.</summary>
    public static string Describe(Outlier outlier)
    {
        string z = $"z {Number(outlier.Z, "0.0")}";
        return outlier.Measure switch
        {
            OutlierMeasure.Blank => outlier.Value < Black ? "all black" : outlier.Value > White ? "all white" : $"all of one brightness, {Number(outlier.Value, "0")} of 255",
            OutlierMeasure.LongSide => $"longer side {Number(outlier.Value, "0")} pixels, usual {Number(outlier.Median, "0")} ({z})",
            OutlierMeasure.ShortSide => $"shorter side {Number(outlier.Value, "0")} pixels, usual {Number(outlier.Median, "0")} ({z})",
            OutlierMeasure.Aspect => $"{Number(outlier.Value, "0.0")} times as long as wide, usual {Number(outlier.Median, "0.0")} ({z})",
            OutlierMeasure.Brightness => $"brightness {Number(outlier.Value, "0")} of 255, usual {Number(outlier.Median, "0")} ({z})",
            OutlierMeasure.Contrast => $"contrast {Number(outlier.Value, "0")}, usual {Number(outlier.Median, "0")} ({z})",
            _ => throw new ArgumentOutOfRangeException(nameof(outlier)),
        };
    }

    /// <summary>The more likely class of a picture.</summary>
    public static string Describe(SuspectLabel suspect) =>
        $"{suspect.Suggested} ({Number(100 * suspect.Probability, "0")} % against {Number(100 * suspect.LabelProbability, "0")} %)";

    /// <summary>How the labels were judged, or why they were not.</summary>
    public static string LabelMethod(DataCheckReport report)
    {
        if (report.Labels is not LabelReport labels)
        {
            return $"not checked: {report.LabelsSkipped}";
        }

        string notJudged = labels.NotJudged.Count > 0 ? $"; too few pictures to judge: {string.Join(", ", labels.NotJudged)}" : "";
        string poor = labels.Top1 < PoorTop1 ? ": a poor judge; most suspicions will be its own mistakes" : "";
        return $"heads on {labels.Pretrained} ({labels.Arch} at {labels.ImageSize} pixels), {labels.Rounds} × {labels.Folds} folds, agree with {Number(100 * labels.Top1, "0.0")} % of {labels.Judged.ToString("N0", CultureInfo.InvariantCulture)} labels{poor}{notJudged}";
    }

    /// <summary>A number.</summary>
    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Title(string what, int count) => string.Create(CultureInfo.InvariantCulture, $"{what}: {(count == 0 ? "none" : $"{count:N0}")}");

    private static string LabelTitle(DataCheckReport report) =>
        report.Labels is null ? $"labels: {LabelMethod(report)}" : $"{Title("suspected labels, the most certain first", report.Labels.Suspects.Count)} ({LabelMethod(report)})";

    private static string[] Lines(IEnumerable<FileFinding> files) => [.. files.Select(file => $"{file.Path}: {file.Reason}")];
}

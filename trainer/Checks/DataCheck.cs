using EdgeResNet.Shared.Data;

namespace EdgeResNet.Trainer.Checks;

/// <summary>Searches a data set for faults that harm a training or its evaluation.</summary>
internal static class DataCheck
{
    /// <summary>Runs all checks; findings go into the report.</summary>
    /// <param name="name">Name of the data.</param>
    /// <param name="data">The data.</param>
    /// <param name="settings">Limits of the checks.</param>
    /// <param name="labelCheck">Check of the labels; null to skip it.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="stop">Checked often.</param>
    /// <exception cref="InputException">Not one picture can be read.</exception>
    public static DataCheckReport Run(string name, CheckedData data, DataCheckSettings settings, LabelCheck? labelCheck, CheckProgress progress, CancellationToken stop)
    {
        ICheckedPictures pictures = data.Pictures;
        PictureScan scan = Scan(pictures, progress, stop);
        Partition copies = Duplicates.Join(scan, pictures.Count, settings.Distance, stop);
        IReadOnlyList<ClassCount> classes = Count(pictures, scan);
        (LabelReport? labels, string? skipped) = labelCheck is null
            ? (null, "left out by --no-labels")
            : labelCheck.Run(data, scan.Readable, copies, settings, progress, stop);
        int[] first = [.. classes.Select(each => each.Pictures[0]).Where(count => count > 0)];
        return new DataCheckReport(
            name,
            scan.Readable.Length,
            [.. pictures.Splits.Select((split, i) => new SplitCount(split, classes.Sum(each => each.Pictures[i])))],
            classes,
            first.Length > 0 ? (double)first.Max() / first.Min() : 1,
            [.. data.Layout, .. Missing(pictures.Splits, classes)],
            [.. scan.Files, .. data.PassedOver],
            Duplicates.Describe(pictures, scan, copies),
            Outliers.Find(pictures, scan, settings.OutlierZ),
            labels,
            skipped,
            settings);
    }

    private static PictureScan Scan(ICheckedPictures pictures, CheckProgress progress, CancellationToken stop)
    {
        using CheckStage stage = progress.Begin($"reading {pictures.Count:N0} pictures", pictures.Count);
        PictureScan scan = PictureScan.Run(pictures, stage.Advance, stop);
        return scan.Readable.Length > 0
            ? scan
            : throw new InputException($"{pictures.Name}: none of its {pictures.Count:N0} pictures can be read; {pictures.Origin(0)} {scan.Files[0].Reason}");
    }

    private static ClassCount[] Count(ICheckedPictures pictures, PictureScan scan)
    {
        int[][] counts = [.. pictures.Classes.Select(_ => new int[pictures.Splits.Count])];
        foreach (int index in scan.Readable)
        {
            counts[pictures.Label(index)][pictures.Split(index)]++;
        }

        return [.. pictures.Classes.Select((label, i) => new ClassCount(label, counts[i]))];
    }

    private static IEnumerable<ClassFinding> Missing(IReadOnlyList<string> splits, IReadOnlyList<ClassCount> classes)
    {
        if (classes.Count == 1)
        {
            yield return new ClassFinding(classes[0].Label, splits[0], "is the only class; a classifier needs at least 2");
        }

        foreach (ClassCount each in classes)
        {
            for (int split = 0; split < splits.Count; split++)
            {
                if (each.Pictures[split] == 0)
                {
                    yield return new ClassFinding(each.Label, splits[split], split == 0 ? "has no picture to learn from" : $"has no picture in {splits[split]}, which the other classes have");
                }
            }
        }
    }
}

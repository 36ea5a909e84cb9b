using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Charts;
using static EdgeResNet.Shared.Charts.HtmlPage;

namespace EdgeResNet.Trainer.Checks.Page;

/// <summary>A report of <c>data check</c> as one self-contained HTML page with pictures.</summary>
internal static class CheckPage
{
    private const int MostFiles = 100;
    private const int MostGroups = 60;
    private const int MostInGroup = 8;
    private const int MostOutliers = 60;
    private const int MostSuspects = 120;

    /// <summary>The page.</summary>
    /// <param name="report">The findings.</param>
    /// <param name="pictures">Source of the pictures.</param>
    public static string Of(DataCheckReport report, ICheckedPictures pictures)
    {
        HtmlPage page = new($"Check of {report.Data}", typeof(CheckPage), "Checks/style.css");
        page.Paragraph($"{report.Pictures:N0} pictures in {report.Classes.Count:N0} classes; the largest class of {report.Splits[0].Split} has {report.Imbalance:0.0} times the pictures of the smallest", "soft");
        Tiles(page, report);
        Classes(page, report);
        Files(page, report);
        Groups(page, pictures, "Leaks", "Copies or near copies in more than one split: the evaluation uses pictures that were trained on.", [.. report.Duplicates.Where(group => group.Leak)]);
        Groups(page, pictures, "Duplicates within a split", "", [.. report.Duplicates.Where(group => !group.Leak)]);
        Cards(page, "Outliers", $"Size, brightness or contrast at least {CheckText.Number(report.Settings.OutlierZ, "0.0##")} robust standard deviations from the median, and blank pictures.", MostOutliers, report.Outliers, outlier => Card(pictures, outlier.Picture, outlier.Picture.Label, CheckText.Describe(outlier)));
        Cards(page, "Suspected labels, the most certain first", $"Judged by heads that did not learn from the picture: {CheckText.LabelMethod(report)}.", MostSuspects, report.Labels?.Suspects ?? [], suspect => Card(pictures, suspect.Picture, suspect.Picture.Label, $"→ {CheckText.Describe(suspect)}"));
        return page.ToString();
    }

    private static void Tiles(HtmlPage page, DataCheckReport report) => page.Tiles(Enum.GetValues<DataFault>().Select(fault =>
        (fault == DataFault.Labels && report.Labels is null ? "–" : $"{report.Count(fault):N0}", NameOf(fault), report.Count(fault) > 0)));

    private static string NameOf(DataFault fault) => fault switch
    {
        DataFault.Unreadable => "unreadable files",
        DataFault.Classes => "problems of classes and splits",
        DataFault.Leaks => "leaks across splits",
        DataFault.Conflicts => "copies with different labels",
        DataFault.Duplicates => "groups of copies in all",
        DataFault.Outliers => "outliers",
        DataFault.Labels => "suspected labels",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    private static void Classes(HtmlPage page, DataCheckReport report)
    {
        bool several = report.Splits.Count > 1; // no sum for a single split
        int largest = report.Classes.Max(each => each.Pictures.Sum());
        page.Heading("Classes");
        page.Table(
            $"<tr><th scope=\"col\">class</th>{string.Concat(report.Splits.Select(split => $"<th scope=\"col\">{Text(split.Split)}</th>"))}{(several ? "<th scope=\"col\">all</th>" : "")}<td class=\"bars\"></td></tr>",
            report.Classes.Select(each => Row(each, several, largest)),
            sortable: true);
        foreach (ClassFinding finding in report.ClassFindings)
        {
            page.Markup($"<p><b>{Name(finding.Label)}</b> {Text(finding.Reason)}</p>\n");
        }
    }

    private static string Row(ClassCount each, bool several, int largest)
    {
        string cells = string.Concat(each.Pictures.Select(count => string.Create(CultureInfo.InvariantCulture, $"<td{(count == 0 ? " class=\"bad\"" : "")}>{count:N0}</td>")));
        string bars = string.Concat(each.Pictures.Select((count, i) => string.Create(CultureInfo.InvariantCulture, $"<span class=\"s{i % 3}\" style=\"width:{100.0 * count / largest:0.##}%\"></span>")));
        string sum = several ? string.Create(CultureInfo.InvariantCulture, $"<td>{each.Pictures.Sum():N0}</td>") : "";
        return $"<tr>{NameCell(each.Label)}{cells}{sum}<td class=\"bars\">{bars}</td></tr>";
    }

    private static void Files(HtmlPage page, DataCheckReport report)
    {
        Heading(page, "Files", "Unreadable pictures end a training. Files that are passed over take no part in it.", report.Files.Count);
        if (report.Files.Count == 0)
        {
            return;
        }

        page.Markup($"<table class=\"facts\">{string.Concat(report.Files.Take(MostFiles).Select(file => $"<tr><td>{Text(file.Path)}</td><td{(file.Fault == FileFault.Unreadable ? " class=\"bad\"" : "")}>{Text(file.Reason)}</td></tr>\n"))}</table>\n");
        More(page, report.Files.Count - MostFiles);
    }

    private static void Groups(HtmlPage page, ICheckedPictures pictures, string title, string about, IReadOnlyList<DuplicateGroup> groups)
    {
        Heading(page, title, about, groups.Count);
        page.Markup("<div class=\"groups\">");
        foreach (DuplicateGroup group in groups.Take(MostGroups))
        {
            string same = group.Exact ? "the same pixels" : "nearly the same";
            string more = group.Pictures.Count > MostInGroup ? string.Create(CultureInfo.InvariantCulture, $", {MostInGroup} of {group.Pictures.Count:N0} shown") : "";
            page.Markup($"<section><p class=\"soft\">{same}{more}{(group.Parted ? $"; {CheckText.Parted}" : "")}{(group.Conflict ? " <span class=\"bad\">labels differ</span>" : "")}</p><div class=\"cards\">");
            foreach (Duplicate each in group.Pictures.Take(MostInGroup))
            {
                page.Markup(Card(pictures, each.Picture, $"{each.Picture.Split}: {each.Picture.Label}", each.Same == DuplicateKind.Near ? $"{each.Distance} bits apart" : ""));
            }

            page.Markup("</div></section>\n");
        }

        page.Markup("</div>\n");
        More(page, groups.Count - MostGroups);
    }

    private static void Cards<T>(HtmlPage page, string title, string about, int most, IReadOnlyList<T> findings, Func<T, string> card)
    {
        Heading(page, title, about, findings.Count);
        page.Markup($"<div class=\"cards\">{string.Concat(findings.Take(most).Select(card))}</div>\n");
        More(page, findings.Count - most);
    }

    private static string Card(ICheckedPictures pictures, PictureRef picture, string title, string about)
    {
        string image;
        try
        {
            image = $"<img alt=\"\" src=\"{Thumbnail.DataUri(pictures.Decode(picture.Index))}\"/>";
        }
        catch (InputException)
        {
            image = "<span class=\"soft\">gone since</span>"; // readable minutes ago
        }

        return $"<figure>{image}<figcaption><b>{Name(title)}</b><br/>{(about.Length > 0 ? $"{Text(about)}<br/>" : "")}<span class=\"soft\">{Name(picture.Path)}</span></figcaption></figure>";
    }

    private static void Heading(HtmlPage page, string title, string about, int count)
    {
        page.Heading(title, more: count == 0 ? "none" : $"{count:N0}");
        if (about.Length > 0)
        {
            page.Paragraph(about, "soft");
        }
    }

    private static void More(HtmlPage page, int more)
    {
        if (more > 0)
        {
            page.Paragraph($"and {more:N0} more, all of which are in the file of --json", "soft");
        }
    }
}

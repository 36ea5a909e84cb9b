using System.Globalization;
using System.Net;
using System.Text;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Charts;

namespace EdgeResNet.Trainer.Checks.Page;

/// <summary>A report of <c>data check</c> as one HTML page with pictures that needs nothing else: no script, no font, nothing from anywhere.</summary>
internal static class CheckPage
{
    private const int MostFiles = 100;
    private const int MostGroups = 60;
    private const int MostInGroup = 8;
    private const int MostOutliers = 60;
    private const int MostSuspects = 120;

    /// <summary>The page.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="pictures">Where the pictures are read from again.</param>
    public static string Of(DataCheckReport report, ICheckedPictures pictures)
    {
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><title>Check of {Text(report.Data)}</title>\n<style>\n{PageStyle.With(typeof(CheckPage), "Checks/style.css")}</style></head>\n<body><main>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Text(report.Data)}</h1>\n<p class=\"soft\">{report.Pictures:N0} pictures in {report.Classes.Count:N0} classes; the largest class of {Text(report.Splits[0].Split)} has {report.Imbalance:0.0} times the pictures of the smallest</p>\n");
        Tiles(page, report);
        Classes(page, report);
        Files(page, report);
        Groups(page, pictures, "Leaks", "The same picture, or nearly, in more than one split: what is measured on one was seen in the other.", [.. report.Duplicates.Where(group => group.Leak)]);
        Groups(page, pictures, "Duplicates within a split", "", [.. report.Duplicates.Where(group => !group.Leak)]);
        Cards(page, "Outliers", $"Size, brightness or contrast at least {CheckText.Number(report.Settings.OutlierZ, "0.0##")} robust standard deviations from the median, and pictures that show nothing.", MostOutliers, report.Outliers, outlier => Card(pictures, outlier.Picture, outlier.Picture.Label, CheckText.Describe(outlier)));
        Cards(page, "Suspected labels, the surest first", $"Judged by heads that did not learn from the picture: {CheckText.LabelMethod(report)}.", MostSuspects, report.Labels?.Suspects ?? [], suspect => Card(pictures, suspect.Picture, suspect.Picture.Label, $"→ {CheckText.Describe(suspect)}"));
        page.Append("</main></body></html>\n");
        return page.ToString();
    }

    private static void Tiles(StringBuilder page, DataCheckReport report)
    {
        page.Append("<div class=\"tiles\">");
        foreach (DataFault fault in Enum.GetValues<DataFault>())
        {
            bool unchecked_ = fault == DataFault.Labels && report.Labels is null;
            int count = report.Count(fault);
            page.Append(CultureInfo.InvariantCulture, $"<div class=\"tile{(count > 0 ? " found" : "")}\"><b>{(unchecked_ ? "–" : $"{count:N0}")}</b>{Name(fault)}</div>");
        }

        page.Append("</div>\n");
    }

    private static string Name(DataFault fault) => fault switch
    {
        DataFault.Unreadable => "unreadable files",
        DataFault.Classes => "classes missing in a split",
        DataFault.Leaks => "leaks across splits",
        DataFault.Conflicts => "copies with different labels",
        DataFault.Duplicates => "groups of copies in all",
        DataFault.Outliers => "outliers",
        DataFault.Labels => "suspected labels",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    private static void Classes(StringBuilder page, DataCheckReport report)
    {
        bool several = report.Splits.Count > 1; // of a single split there is nothing to add up
        page.Append("<h2>Classes</h2>\n<div class=\"wide\"><table><tr><th>class</th>").AppendJoin("", report.Splits.Select(split => $"<th>{Text(split.Split)}</th>")).Append(several ? "<th>all</th>" : "").Append("<th class=\"bars\"></th></tr>\n");
        int largest = report.Classes.Max(each => each.Pictures.Sum());
        foreach (ClassCount each in report.Classes)
        {
            string cells = string.Concat(each.Pictures.Select(count => string.Create(CultureInfo.InvariantCulture, $"<td{(count == 0 ? " class=\"bad\"" : "")}>{count:N0}</td>")));
            string bars = string.Concat(each.Pictures.Select((count, i) => string.Create(CultureInfo.InvariantCulture, $"<span class=\"s{i % 3}\" style=\"width:{100.0 * count / largest:0.##}%\"></span>")));
            string sum = several ? string.Create(CultureInfo.InvariantCulture, $"<td>{each.Pictures.Sum():N0}</td>") : "";
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(each.Label)}</td>{cells}{sum}<td class=\"bars\">{bars}</td></tr>\n");
        }

        page.Append("</table></div>\n");
        foreach (ClassFinding finding in report.ClassFindings)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p><b>{Text(finding.Label)}</b> {Text(finding.Reason)}</p>\n");
        }
    }

    private static void Files(StringBuilder page, DataCheckReport report)
    {
        Heading(page, "Files", "Files with the name of a picture that cannot be read end a training; files that are passed over are not seen by it.", report.Files.Count);
        if (report.Files.Count == 0)
        {
            return;
        }

        page.Append("<div class=\"wide\"><table class=\"facts\">");
        foreach (FileFinding file in report.Files.Take(MostFiles))
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(file.Path)}</td><td{(file.Fault == FileFault.Unreadable ? " class=\"bad\"" : "")}>{Text(file.Reason)}</td></tr>\n");
        }

        page.Append("</table></div>\n");
        More(page, report.Files.Count - MostFiles);
    }

    private static void Groups(StringBuilder page, ICheckedPictures pictures, string title, string about, IReadOnlyList<DuplicateGroup> groups)
    {
        Heading(page, title, about, groups.Count);
        page.Append("<div class=\"groups\">");
        foreach (DuplicateGroup group in groups.Take(MostGroups))
        {
            string same = group.Exact ? "the same pixels" : "nearly the same";
            string more = group.Pictures.Count > MostInGroup ? string.Create(CultureInfo.InvariantCulture, $", {MostInGroup} of {group.Pictures.Count:N0} shown") : "";
            page.Append(CultureInfo.InvariantCulture, $"<section><p class=\"soft\">{same}{more}{(group.Parted ? $"; {CheckText.Parted}" : "")}{(group.Conflict ? " <span class=\"bad\">labels differ</span>" : "")}</p><div class=\"cards\">");
            foreach (Duplicate each in group.Pictures.Take(MostInGroup))
            {
                page.Append(Card(pictures, each.Picture, $"{each.Picture.Split}: {each.Picture.Label}", each.Same == DuplicateKind.Near ? $"{each.Distance} bits apart" : ""));
            }

            page.Append("</div></section>\n");
        }

        page.Append("</div>\n");
        More(page, groups.Count - MostGroups);
    }

    private static void Cards<T>(StringBuilder page, string title, string about, int most, IReadOnlyList<T> findings, Func<T, string> card)
    {
        Heading(page, title, about, findings.Count);
        page.Append("<div class=\"cards\">").AppendJoin("", findings.Take(most).Select(card)).Append("</div>\n");
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
            image = "<span class=\"soft\">gone since</span>"; // it could be read minutes ago
        }

        return $"<figure>{image}<figcaption><b>{Text(title)}</b><br/>{(about.Length > 0 ? $"{Text(about)}<br/>" : "")}<span class=\"soft\">{Text(picture.Path)}</span></figcaption></figure>";
    }

    private static void Heading(StringBuilder page, string title, string about, int count)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(title)} <span class=\"soft\">{(count == 0 ? "none" : $"{count:N0}")}</span></h2>\n");
        if (about.Length > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{Text(about)}</p>\n");
        }
    }

    private static void More(StringBuilder page, int more)
    {
        if (more > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">and {more:N0} more, all of which are in the file of --json</p>\n");
        }
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

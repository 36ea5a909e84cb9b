using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace EdgeResNet.Shared.Charts;

/// <summary>
/// An HTML page that needs nothing else: no picture, font or script from anywhere. What is wider than a phone scrolls by itself,
/// also by keyboard. A page with class tables has a script that sorts them; without it the tables keep their order.
/// </summary>
internal sealed class HtmlPage
{
    private const int Short = 24; // letters of a name that are never cut
    private readonly StringBuilder page = new();
    private readonly Dictionary<string, int> regions = [];
    private readonly string head;
    private string section;
    private bool sorts;

    /// <summary>Head and title.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="owner">A type of the assembly that embeds the page's own style sheet.</param>
    /// <param name="sheet">The sheet's name there. It follows the one that all pages share.</param>
    public HtmlPage(string title, Type owner, string sheet)
    {
        section = title;
        head = $"<title>{Text(title)}</title>\n<style>\n{Resource(typeof(HtmlPage), "page.css")}{Resource(owner, sheet)}</style></head>\n<body><main>\n<h1>{Text(title)}</h1>\n";
    }

    /// <summary>A text as markup, as <see cref="Printable"/> shows it.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(Printable.Of(text));

    /// <summary>A name as markup. The direction in which it is written does not reach its neighbours.</summary>
    public static string Name(string name) => $"<bdi>{Text(name)}</bdi>";

    /// <summary>A table's cell with a name, cut at its end where it is long; the whole name is its title.</summary>
    public static string NameCell(string name) => $"<td class=\"name\" dir=\"auto\"{(name.Length > Short ? $" title=\"{Text(name)}\"" : "")}>{Text(name)}</td>";

    /// <summary>Adds what is markup already.</summary>
    public void Markup(string markup) => page.Append(markup);

    /// <summary>A heading of a section.</summary>
    /// <param name="text">The heading.</param>
    /// <param name="level">Its level, from 2.</param>
    /// <param name="more">A less important word beside it.</param>
    public void Heading(string text, int level = 2, string more = "")
    {
        section = text;
        Markup($"<h{level}>{Text(text)}{(more.Length > 0 ? $" <span class=\"soft\">{Text(more)}</span>" : "")}</h{level}>\n");
    }

    /// <summary>A paragraph, in a style of the sheets or the usual one.</summary>
    public void Paragraph(string text, string style = "") => Markup($"<p{(style.Length > 0 ? $" class=\"{style}\"" : "")}>{Text(text)}</p>\n");

    /// <summary>Markup that may be wider than the page: a part that scrolls, takes the focus, and is named after its section.</summary>
    public void Wide(string markup)
    {
        int same = regions[section] = regions.GetValueOrDefault(section) + 1;
        Markup($"<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{Text(same == 1 ? section : $"{section}, {same}")}\">{markup}</div>\n");
    }

    /// <summary>A table; its first row is the header, its first column has names.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="sortable">Whether readers may sort it by a column.</param>
    public void Table(IEnumerable<IReadOnlyList<string>> rows, bool sortable = false)
    {
        IReadOnlyList<string>[] all = [.. rows];
        Table($"<tr>{string.Concat(all[0].Select(cell => $"<th scope=\"col\">{Text(cell)}</th>"))}</tr>", all.Skip(1).Select(Row), sortable);
    }

    /// <summary>A table of markup.</summary>
    /// <param name="header">The header's row.</param>
    /// <param name="rows">The other rows.</param>
    /// <param name="sortable">Whether readers may sort it by a column of <paramref name="header"/>.</param>
    public void Table(string header, IEnumerable<string> rows, bool sortable)
    {
        sorts |= sortable;
        Wide($"<table{(sortable ? " class=\"sorts\"" : "")}>\n<thead>{header}</thead>\n<tbody>{string.Join('\n', rows)}</tbody></table>");
    }

    /// <summary>A table of facts.</summary>
    public void Facts(IEnumerable<Fact> facts) =>
        Markup($"<table class=\"facts\">\n{string.Concat(facts.Select(fact => $"<tr><td>{Text(fact.Name)}</td><td>{(fact.Marked ? $"<b>{Text(fact.Value)}</b>" : Text(fact.Value))}</td></tr>\n"))}</table>\n");

    /// <summary>A row of large figures, each with its name; those that are found stand out.</summary>
    public void Tiles(IEnumerable<(string Value, string Name, bool Found)> tiles) =>
        Markup($"<div class=\"tiles\">\n{string.Concat(tiles.Select(tile => $"<div class=\"tile{(tile.Found ? " found" : "")}\"><b>{Text(tile.Value)}</b>{Text(tile.Name)}</div>\n"))}</div>\n");

    /// <summary>The whole page.</summary>
    public override string ToString()
    {
        string script = sorts ? Resource(typeof(HtmlPage), "sort.js") : "";
        string allowed = sorts ? $" script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}';" : "";
        return $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline';{allowed}\"/>"
            + $"{head}{page}</main>{(sorts ? $"<script>{script}</script>" : "")}</body></html>\n";
    }

    private static string Row(IReadOnlyList<string> cells) => $"<tr>{NameCell(cells[0])}{string.Concat(cells.Skip(1).Select(text => $"<td>{Text(text)}</td>"))}</tr>";

    private static string Resource(Type owner, string name)
    {
        using StreamReader reader = new(owner.Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

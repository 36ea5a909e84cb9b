using System.Net;
using System.Text;

namespace EdgeResNet.Shared.Charts;

/// <summary>An HTML page that needs nothing else: no script, and no picture or font from anywhere.</summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder page = new();

    /// <summary>Head and title.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="owner">A type of the assembly that embeds the page's own style sheet.</param>
    /// <param name="sheet">The sheet's name there. It follows the one that all pages share.</param>
    public HtmlPage(string title, Type owner, string sheet) =>
        Markup($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><title>{Text(title)}</title>\n<style>\n{Sheet(typeof(HtmlPage), "page.css")}{Sheet(owner, sheet)}</style></head>\n<body><main>\n<h1>{Text(title)}</h1>\n");

    /// <summary>A text as markup, as <see cref="Printable"/> shows it.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(Printable.Of(text));

    /// <summary>Adds what is markup already.</summary>
    public void Markup(string markup) => page.Append(markup);

    /// <summary>A heading of a section.</summary>
    public void Heading(string text, int level = 2) => Markup($"<h{level}>{Text(text)}</h{level}>\n");

    /// <summary>A paragraph, in a style of the sheets or the usual one.</summary>
    public void Paragraph(string text, string style = "") => Markup($"<p{(style.Length > 0 ? $" class=\"{style}\"" : "")}>{Text(text)}</p>\n");

    /// <summary>A table; its first row is the header.</summary>
    public void Table(IEnumerable<IReadOnlyList<string>> rows) =>
        Markup($"<div class=\"wide\"><table>\n{string.Concat(rows.Select((row, i) => Row(i == 0 ? "th" : "td", row)))}</table></div>\n");

    /// <summary>A table of facts.</summary>
    public void Facts(IEnumerable<Fact> facts) =>
        Markup($"<table class=\"facts\">\n{string.Concat(facts.Select(fact => $"<tr><td>{Text(fact.Name)}</td><td>{(fact.Marked ? $"<b>{Text(fact.Value)}</b>" : Text(fact.Value))}</td></tr>\n"))}</table>\n");

    /// <summary>A row of large figures, each with its name; those that are found stand out.</summary>
    public void Tiles(IEnumerable<(string Value, string Name, bool Found)> tiles) =>
        Markup($"<div class=\"tiles\">\n{string.Concat(tiles.Select(tile => $"<div class=\"tile{(tile.Found ? " found" : "")}\"><b>{Text(tile.Value)}</b>{Text(tile.Name)}</div>\n"))}</div>\n");

    /// <summary>The whole page.</summary>
    public override string ToString() => $"{page}</main></body></html>\n";

    private static string Row(string cell, IReadOnlyList<string> cells) => $"<tr>{string.Concat(cells.Select(text => $"<{cell}>{Text(text)}</{cell}>"))}</tr>\n";

    private static string Sheet(Type owner, string name)
    {
        using StreamReader reader = new(owner.Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

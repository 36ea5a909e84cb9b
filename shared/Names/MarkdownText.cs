using System.Text;

namespace EdgeResNet.Shared.Names;

/// <summary>Text from outside in generated Markdown: a reader sees the text, whatever is in it.</summary>
/// <remarks>CommonMark 0.31.2, sections 2.4 (backslash escapes) and 6.1 (code spans), and GitHub's tables and links without brackets.</remarks>
internal static class MarkdownText
{
    /// <summary>Words of a line, a heading, a list or a table's cell.</summary>
    public static string Of(string text)
    {
        StringBuilder escaped = new(text.Length + 8);
        char before = ' ';
        foreach (char c in Printable.Of(text))
        {
            if (char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c)) && !IsPlain(before, c))
            {
                escaped.Append('\\');
            }

            escaped.Append(c == ' ' && escaped.Length == 0 ? "&#32;" : (before = c).ToString()); // four blanks at the start of a line are code
        }

        return escaped.ToString();
    }

    /// <summary>A name as it is typed, such as a file's, between backticks.</summary>
    public static string Code(string text)
    {
        string shown = Printable.Of(text);
        return shown.Length == 0 || shown.Contains('|', StringComparison.Ordinal) || shown.Contains('`', StringComparison.Ordinal)
            ? Of(text) // a table's cell ends at a pipe, a span at a backtick
            : $"`{shown}`";
    }

    /// <summary>A name inside the quotation marks of a code block.</summary>
    public static string Quoted(string text) => Printable.Of(text).Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    // Kept for readers of the source, where they mean nothing: a hyphen inside a word, a bracket after one.
    private static bool IsPlain(char before, char c) => c switch
    {
        ',' or '/' or '\'' or '"' or '%' or ';' or '(' => true,
        '-' => char.IsLetterOrDigit(before),
        ')' => char.IsLetter(before),
        _ => false,
    };
}

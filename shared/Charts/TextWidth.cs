using System.Globalization;
using System.Text;

namespace EdgeResNet.Shared.Charts;

/// <summary>Width of texts in charts, estimated: whoever looks at a chart has fonts of their own. Rather too wide than too narrow.</summary>
internal static class TextWidth
{
    private const double Usual = 7; // pixels, of 11-pixel sans-serif; most letters are narrower
    private const double Wide = 12; // Chinese, Japanese, Korean, emoji

    /// <summary>Pixels of a text.</summary>
    public static double Of(string text) => Elements(text).Sum(OfElement);

    /// <summary>As much of a text's beginning as fits, with an ellipsis if it is cut.</summary>
    public static string Cut(string text, double room)
    {
        if (Of(text) <= room)
        {
            return text;
        }

        StringBuilder kept = new();
        double left = room - Usual;
        foreach (string element in Elements(text).TakeWhile(element => (left -= OfElement(element)) >= 0))
        {
            kept.Append(element);
        }

        return kept.Append('…').ToString();
    }

    private static double OfElement(string element) => element[0] is >= '\u1100' and < '\u1200' or >= '\u2E80' ? Wide : Usual;

    private static IEnumerable<string> Elements(string text)
    {
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }
}

namespace EdgeResNet.Shared.Files;

/// <summary>
/// Orders paths as people number them: <c>img2</c> before <c>img10</c>. Case is ignored, a folder's files stay together, and paths
/// that differ only in case or leading zeros follow their characters. The order is total and the same on every machine.
/// </summary>
internal sealed class NaturalOrder : IComparer<string>
{
    private NaturalOrder()
    {
    }

    /// <summary>The comparer.</summary>
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x;
        ReadOnlySpan<char> b = y;
        while (a.Length > 0 && b.Length > 0)
        {
            int difference = char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0]) ? CompareNumbers(ref a, ref b) : CompareCharacters(ref a, ref b);
            if (difference != 0)
            {
                return difference;
            }
        }

        int longer = a.Length - b.Length;
        return longer != 0 ? longer : string.CompareOrdinal(x, y);
    }

    private static int CompareNumbers(ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        ReadOnlySpan<char> first = Number(ref a);
        ReadOnlySpan<char> second = Number(ref b);
        return first.Length != second.Length ? first.Length - second.Length : first.SequenceCompareTo(second);
    }

    /// <summary>Takes the digits off the beginning of a text; the result is without leading zeros.</summary>
    private static ReadOnlySpan<char> Number(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits.TrimStart('0');
    }

    private static int CompareCharacters(ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        int difference = Rank(a[0]) - Rank(b[0]);
        a = a[1..];
        b = b[1..];
        return difference;
    }

    private static int Rank(char c) => c is '/' or '\\' ? 0 : char.ToUpperInvariant(c);
}

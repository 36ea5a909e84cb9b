namespace EdgeResNet.Tests.Names;

/// <summary>Names that attack the place where they are shown.</summary>
internal static class NastyNames
{
    /// <summary>Names with characters that a display obeys or hides, and how they are shown.</summary>
    public static TheoryData<string, string> Hidden => new()
    {
        { "a\u001b[31mred", @"a\u001b[31mred" },
        { "a\u009b2J", @"a\u009b2J" },
        { "del\u007f", @"del\u007f" },
        { "two\nlines", @"two\u000alines" },
        { "two\u0085lines", @"two\u0085lines" },
        { "two\u2028lines\u2029", @"two\u2028lines\u2029" },
        { "over\rwrite\b\v\f\t", @"over\u000dwrite\u0008\u000b\u000c\u0009" },
        { "cat\u202egpj.exe", @"cat\u202egpj.exe" },
        { "\u2066iso\u2069lated\u2067\u2068", @"\u2066iso\u2069lated\u2067\u2068" },
        { "marks\u200e\u200f\u061c", @"marks\u200e\u200f\u061c" },
        { "c\u200bat", @"c\u200bat" },
        { "c\u200dat", @"c\u200dat" },
        { "\ufeffcat", @"\ufeffcat" },
        { "soft\u00adhyphen\u2060", @"soft\u00adhyphen\u2060" },
        { "filler\u3164\u2800", @"filler\u3164\u2800" },
        { "half\ud800", @"half\ud800" },
        { "\udc00half", @"\udc00half" },
        { "tag\U000e0041", @"tag\udb40\udc41" },
        { "none\uffff", @"none\uffff" },
        { "\ufe0f", @"\ufe0f" },
    };

    /// <summary>Names that are shown as they are.</summary>
    public static TheoryData<string> Plain =>
    [
        "", "T-shirt/top", "Größe 3", "猫", "ねこ", "고양이", "كلب", "חתול", "می\u200cخواهم", "क्\u200dष", "👨\u200d👩\u200d👧", "❤\ufe0f", "e\u0301", @"a\b",
    ];

    /// <summary>Names that are markup somewhere.</summary>
    public static TheoryData<string> Markup =>
    [
        "<img src=x onerror=alert(1)>", "</title><script>alert(1)</script>", "[link](https://example.org)", "![x](y.png)", "<https://example.org>",
        "https://example.org", "www.example.org", "ftp://example.org", "mailto:a@example.org", "a|b", @"a\|b", @"ends\", "`code`", "``", "`", "# heading", "- item", "+ item", "1. item", "1) item",
        "*bold* __bold__ ~~gone~~", "&lt;b&gt; &amp; &#64;", "> quote", "---", "===", "$x$", ":smile:", "[^1]", "[x]: y", "{x}", "a_b_c", "==x==", "^x^", "\"quoted\"", "'", "[red]x[/]",
        "|---|", "    indented", "<!-- comment -->", "@someone", "H~2~O", "(c) (tm)", "T-shirt/top",
    ];
}

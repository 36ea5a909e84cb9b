using System.Text;
using ADRaffy.ENSNormalize;

namespace EdgeResNet.Shared.Names;

/// <summary>
/// Compares names of classes as people read them: case, blanks at the ends and Unicode's form make no difference. macOS writes é
/// as two characters (NFD), other systems as one (NFC; Unicode Standard Annex 15).
/// </summary>
internal static class ClassName
{
    /// <summary>The label of a folder: its name in NFC, without blanks at the ends.</summary>
    public static string Of(string folder) => Composed(folder).Trim();

    /// <summary>Whether two names are one class.</summary>
    public static bool AreSame(string a, string b) => Key(a) == Key(b);

    /// <summary>The text that all names of a class share.</summary>
    public static string Key(string name) => Of(name).ToLowerInvariant();

    /// <summary>What differs between two names of one class, in words.</summary>
    public static string Difference(string a, string b) =>
        Composed(a) == Composed(b) ? "the Unicode form of their letters"
        : Of(a) == Of(b) ? "blanks at their ends"
        : "upper and lower case";

    // .NET's own Normalize does nothing in the invariant mode, in which these programs run.
    private static string Composed(string name) => Ascii.IsValid(name) ? name : ENSNormalize.NF.NFC(name);
}

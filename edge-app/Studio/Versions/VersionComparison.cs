namespace EdgeResNet.EdgeApp.Studio.Versions;

/// <summary>
/// Two versions on the same pictures. Of a picture that a version learned, its answer is that of cross-validation: from a head that did not
/// learn it. A picture that looks like a learned one, and was not learned itself, is left out. A class that a version lacks is a wrong answer.
/// </summary>
/// <param name="Pictures">Number of compared pictures.</param>
/// <param name="FirstTop1">Share of right answers of the first, 0 to 1; null without pictures.</param>
/// <param name="SecondTop1">The same of the second.</param>
/// <param name="BothRight">Pictures that both get right.</param>
/// <param name="OnlyFirst">Pictures that only the first gets right.</param>
/// <param name="OnlySecond">Pictures that only the second gets right.</param>
/// <param name="BothWrong">Pictures that neither gets right.</param>
/// <param name="FirstLearned">Compared pictures that the first learned.</param>
/// <param name="SecondLearned">Compared pictures that the second learned.</param>
/// <param name="NeitherLearned">Compared pictures that are new to both.</param>
/// <param name="LeftOut">Pictures of the album that are not compared.</param>
/// <param name="PerClass">In the order of the album's classes.</param>
/// <param name="Examples">Pictures on which they differ, and which one at most gets right.</param>
/// <param name="Note">How it was compared, in a sentence.</param>
internal sealed record VersionComparison(
    int Pictures,
    double? FirstTop1,
    double? SecondTop1,
    int BothRight,
    int OnlyFirst,
    int OnlySecond,
    int BothWrong,
    int FirstLearned,
    int SecondLearned,
    int NeitherLearned,
    int LeftOut,
    IReadOnlyList<ComparedClass> PerClass,
    IReadOnlyList<ComparedPicture> Examples,
    string Note)
{
    private const int MostExamples = 60;

    /// <summary>Compares answers.</summary>
    /// <param name="rows">Each picture that both can be judged by.</param>
    /// <param name="leftOut">Number of the others.</param>
    /// <param name="classes">Order of the classes.</param>
    public static VersionComparison Of(IReadOnlyList<ComparedPicture> rows, int leftOut, IReadOnlyList<string> classes)
    {
        int both = rows.Count(row => row.FirstRight && row.SecondRight);
        int first = rows.Count(row => row.FirstRight);
        int second = rows.Count(row => row.SecondRight);
        return new VersionComparison(
            rows.Count,
            Share(first, rows.Count),
            Share(second, rows.Count),
            both,
            first - both,
            second - both,
            rows.Count - first - second + both,
            rows.Count(row => row.FirstLearned),
            rows.Count(row => row.SecondLearned),
            rows.Count(row => !row.FirstLearned && !row.SecondLearned),
            leftOut,
            [.. classes.Select(label => Class(label, [.. rows.Where(row => row.Class == label)])).Where(each => each.Pictures > 0)],
            [.. rows.Where(row => row.First != row.Second).OrderBy(row => row.FirstRight == row.SecondRight).ThenBy(row => row.Path, StringComparer.Ordinal).Take(MostExamples)],
            "a version's answer to a picture that it learned comes from a head of its cross-validation that did not learn it; near copies of learned pictures are left out");
    }

    private static ComparedClass Class(string label, ComparedPicture[] rows) =>
        new(label, rows.Length, Share(rows.Count(row => row.FirstRight), rows.Length), Share(rows.Count(row => row.SecondRight), rows.Length));

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}

/// <summary>A class in a comparison.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Pictures">Compared pictures.</param>
/// <param name="First">Share that the first gets right.</param>
/// <param name="Second">Share that the second gets right.</param>
internal sealed record ComparedClass(string Label, int Pictures, double? First, double? Second);

/// <summary>A picture in a comparison.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Sha256">Its hash.</param>
/// <param name="Class">Its class.</param>
/// <param name="First">Answer of the first.</param>
/// <param name="Second">Answer of the second.</param>
/// <param name="FirstLearned">Whether the first learned it.</param>
/// <param name="SecondLearned">Whether the second learned it.</param>
internal sealed record ComparedPicture(string Path, string Sha256, string Class, string First, string Second, bool FirstLearned, bool SecondLearned)
{
    /// <summary>Whether the first is right.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool FirstRight => First == Class;

    /// <summary>Whether the second is right.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool SecondRight => Second == Class;
}

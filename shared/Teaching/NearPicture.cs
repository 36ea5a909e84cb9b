namespace EdgeResNet.Shared.Teaching;

/// <summary>A learned picture that is like another one.</summary>
/// <param name="Name">Its file's name, without the folder.</param>
/// <param name="Sha256">Hash of its file, lower-case hexadecimal.</param>
/// <param name="Class">Its class.</param>
/// <param name="Cosine">Cosine of the two pictures' features.</param>
internal sealed record NearPicture(string Name, string Sha256, string Class, double Cosine)
{
    /// <summary>The pictures with the highest cosines, the nearest first.</summary>
    /// <param name="cosines">Of each picture.</param>
    /// <param name="count">Most pictures.</param>
    /// <param name="picture">Name, hash and class of a picture.</param>
    public static IReadOnlyList<NearPicture> Nearest(float[] cosines, int count, Func<int, (string Name, string Sha256, string Class)> picture) =>
    [
        .. Enumerable.Range(0, cosines.Length).OrderByDescending(i => cosines[i]).Take(count)
            .Select(i => (Picture: picture(i), Cosine: Math.Round(cosines[i], 4)))
            .Select(near => new NearPicture(near.Picture.Name, near.Picture.Sha256, near.Picture.Class, near.Cosine)),
    ];
}

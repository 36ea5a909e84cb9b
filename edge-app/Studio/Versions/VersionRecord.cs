namespace EdgeResNet.EdgeApp.Studio.Versions;

/// <summary>What a version learned: the file beside its card.</summary>
/// <param name="Time">When it was saved.</param>
/// <param name="FineTuned">Whether the whole network was trained.</param>
/// <param name="Pictures">The learned pictures.</param>
internal sealed record VersionRecord(DateTimeOffset Time, bool FineTuned, IReadOnlyList<LearnedPicture> Pictures)
{
    /// <summary>Name of the file in the version's folder.</summary>
    public const string FileName = "learned.json";
}

/// <summary>A picture that a version learned.</summary>
/// <param name="Sha256">Hash of its file.</param>
/// <param name="Class">Its class at that time.</param>
/// <param name="Answer">What a head that did not learn it said of it; null if none could judge it.</param>
internal sealed record LearnedPicture(string Sha256, string Class, string? Answer = null);

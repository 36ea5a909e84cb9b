using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Studio.Versions;

/// <summary>Asks versions for honest answers to an album's pictures. The network runs on the caller's thread, and only for pictures that a version did not learn.</summary>
/// <param name="album">The album's folder.</param>
/// <param name="pictures">The pictures.</param>
/// <param name="groups">Near copies have the same number.</param>
/// <param name="classes">The album's classes.</param>
internal sealed class VersionJudge(string album, IReadOnlyList<AlbumPicture> pictures, IReadOnlyList<int> groups, IReadOnlyList<string> classes)
{
    /// <summary>Compares two versions.</summary>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    /// <param name="stop">Checked often.</param>
    /// <exception cref="InputException">A version does not run, or a picture cannot be read.</exception>
    public VersionComparison Compare(SavedVersion first, SavedVersion second, CancellationToken stop)
    {
        (string? Answer, bool Learned)[] one = Answers(first, stop);
        (string? Answer, bool Learned)[] other = Answers(second, stop);
        List<ComparedPicture> rows = [];
        for (int i = 0; i < pictures.Count; i++)
        {
            if (one[i].Answer is string left && other[i].Answer is string right)
            {
                rows.Add(new ComparedPicture(pictures[i].Path, pictures[i].Sha256, pictures[i].Label, left, right, one[i].Learned, other[i].Learned));
            }
        }

        return VersionComparison.Of(rows, pictures.Count - rows.Count, classes);
    }

    /// <summary>A version's answer to each picture; null where none is honest.</summary>
    private (string? Answer, bool Learned)[] Answers(SavedVersion version, CancellationToken stop)
    {
        VersionRecord record = version.Learned ?? throw new UsageException($"version {version.Id}: nobody knows what it learned, since {VersionRecord.FileName} is missing; save it again");
        Dictionary<string, LearnedPicture> learned = record.Pictures.GroupBy(picture => picture.Sha256).ToDictionary(same => same.Key, same => same.First());
        HashSet<int> seen = [.. pictures.Select((picture, index) => (picture, index)).Where(each => learned.ContainsKey(each.picture.Sha256)).Select(each => groups[each.index])];
        int[] strange = [.. Enumerable.Range(0, pictures.Count).Where(index => !seen.Contains(groups[index]))];
        (string? Answer, bool Learned)[] answers = [.. pictures.Select(picture => learned.TryGetValue(picture.Sha256, out LearnedPicture? own) ? (own.Answer, true) : (null, false))];
        if (strange.Length > 0)
        {
            FolderImageSet set = new(version.Card.Name, [.. strange.Select(index => Path.Combine(album, pictures[index].Path))], new int[strange.Length], classes);
            using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(version.Path), new ClassifierOptions { ExecutionProvider = "cpu", Threads = 1 });
            LogitTable table = LogitTable.Of(classifier, set, stop);
            foreach ((int place, int index) in strange.Index())
            {
                answers[index] = (version.Card.Output.Labels[Scores.Best(table[place])], false);
            }
        }

        return answers;
    }
}

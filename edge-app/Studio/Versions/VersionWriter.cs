using EdgeResNet.EdgeApp.Studio.Quality;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Versions;

/// <summary>
/// Saves pictures as a version: the whole way of <c>teach</c> with proof, calibration and page, on the caller's thread alone. There is no
/// file of 8-bit integers, which takes minutes on one thread; <c>quantize</c> adds one.
/// </summary>
/// <param name="shelf">Takes the version.</param>
/// <param name="backbone">The network below the head.</param>
/// <param name="album">The album's folder.</param>
/// <param name="name">Name of the bundles.</param>
internal sealed class VersionWriter(VersionShelf shelf, Backbone backbone, string album, string name)
{
    /// <summary>Saves.</summary>
    /// <param name="pictures">What to learn, with features from the stored files.</param>
    /// <param name="label">The bundle's name; null: the album's with the number.</param>
    /// <param name="tuning">Fine-tunes the whole network; null: the head alone.</param>
    /// <param name="report">Receives a line for each step.</param>
    /// <param name="stop">Cancels and leaves nothing behind.</param>
    /// <exception cref="InputException">There are no two classes, or the disk takes nothing.</exception>
    public SavedVersion Write(JudgedPictures pictures, string? label, Action<IReadOnlyList<string>, CancellationToken>? tuning, Action<string> report, CancellationToken stop)
    {
        JudgedPictures.RequireClasses(pictures.Classes.Count);
        string id = shelf.NextId();
        using ScratchFolder scratch = new("save");
        Fill(pictures, scratch.Path);
        TeachRequest request = new(album, shelf.Draft(id), backbone.Name)
        {
            Name = label ?? $"{name}-{id}",
            Cache = scratch.Path,
            Integers = false,
            Threads = 1,
            FineTune = tuning is null ? FineTuneMode.Never : FineTuneMode.Always,
            Trainer = tuning,
            Watched = true,
        };
        try
        {
            using FineTuner? tuner = FineTuner.For(request, stop);
            TeachFolder folder = tuning is null ? new TeachFolder(Set(pictures), null, TeachFolder.CrossValidated) : Whole(pictures, stop);
            (TeachReport done, HeldPictures? judges) = new Teach(request, report, stop).Run(folder, backbone, tuner);
            stop.ThrowIfCancellationRequested();
            return shelf.Keep(id, new VersionRecord(DateTimeOffset.UtcNow, done.FineTuned, Learned(pictures, judges)));
        }
        finally
        {
            if (Directory.Exists(request.Output))
            {
                Directory.Delete(request.Output, recursive: true);
            }
        }
    }

    /// <summary>The known features, so that none is computed again.</summary>
    private void Fill(JudgedPictures pictures, string cache)
    {
        FeatureCache known = FeatureCache.Open(cache, backbone, backbone.Input, pictures.Features.Width);
        for (int i = 0; i < pictures.Pictures.Count; i++)
        {
            known.Add(pictures.Pictures[i].Sha256, pictures.Features[i].ToArray());
        }

        known.Save(new HashSet<string>());
    }

    private FolderImageSet Set(JudgedPictures pictures) =>
        new(Path.GetFileName(name), [.. pictures.Pictures.Select(picture => Path.Combine(album, picture.Path))], [.. pictures.Features.Labels], pictures.Classes);

    /// <summary>The folder as the trainer reads it: it must hold exactly these pictures.</summary>
    private TeachFolder Whole(JudgedPictures pictures, CancellationToken stop)
    {
        TeachFolder folder = TeachFolder.Open(album, stop);
        HashSet<string> files = [.. pictures.Pictures.Select(picture => Path.Combine(album, picture.Path))];
        return folder.Own is null && files.SetEquals(folder.Train.Files) ? folder : throw new InputException($"{album}: has pictures that cannot be read or are new; wait until they are learned, or remove them");
    }

    private List<LearnedPicture> Learned(JudgedPictures pictures, HeldPictures? judges)
    {
        Dictionary<string, string> answers = new(StringComparer.Ordinal);
        if (judges?.Answers() is LogitTable table)
        {
            for (int i = 0; i < table.Count; i++)
            {
                answers[judges.Pictures.Origin(i)] = pictures.Classes[Scores.Best(table[i])];
            }
        }

        return [.. pictures.Pictures.Select(picture => new LearnedPicture(picture.Sha256, picture.Label, answers.GetValueOrDefault(Path.Combine(album, picture.Path))))];
    }
}

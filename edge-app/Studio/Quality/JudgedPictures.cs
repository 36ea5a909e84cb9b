using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Quality;

/// <summary>An album's pictures with their features, as they are judged and saved: without classes that have no picture.</summary>
/// <param name="Pictures">The pictures, in the album's order.</param>
/// <param name="Features">Their features and classes.</param>
/// <param name="Classes">Names of the classes, in the order of the logits; each has a picture.</param>
internal sealed record JudgedPictures(IReadOnlyList<AlbumPicture> Pictures, FeatureTable Features, IReadOnlyList<string> Classes)
{
    private const int FewestClasses = 2;

    /// <summary>Whether there is something to tell apart.</summary>
    public bool CanLearn => Classes.Count >= FewestClasses;

    /// <summary>Refuses to teach with fewer than two classes.</summary>
    /// <param name="classes">Classes with pictures.</param>
    /// <exception cref="InputException">There are fewer.</exception>
    public static void RequireClasses(int classes)
    {
        if (classes < FewestClasses)
        {
            throw new InputException("a model needs two classes with pictures; record another class");
        }
    }

    /// <summary>Takes pictures in classes of which some may be empty.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="features">Their features and classes.</param>
    /// <param name="classes">Names of the classes.</param>
    public static JudgedPictures Of(IReadOnlyList<AlbumPicture> pictures, FeatureTable features, IReadOnlyList<string> classes)
    {
        int[] counts = features.CountByClass();
        int[] present = [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] > 0)];
        return present.Length == classes.Count
            ? new JudgedPictures(pictures, features, classes)
            : new JudgedPictures(pictures, new FeatureTable(features.Values.ToArray(), [.. features.Labels.Select(label => Array.IndexOf(present, label))], present.Length), [.. present.Select(label => classes[label])]);
    }

    /// <summary>A number for each picture, the same for equal files.</summary>
    public int[] Files()
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        return [.. Pictures.Select(picture => numbers.TryGetValue(picture.Sha256, out int number) ? number : numbers[picture.Sha256] = numbers.Count)];
    }
}

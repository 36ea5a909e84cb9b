using System.Globalization;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Quality;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Studio.Quality;

/// <summary>Pictures of an album that exist only as features.</summary>
internal static class Judged
{
    public static JudgedPictures Of(FeatureTable features, params string[] classes) => JudgedPictures.Of(
        [.. features.Labels.Select((label, index) => new AlbumPicture($"{classes[label]}/{index}.jpg", classes[label], index.ToString("x64", CultureInfo.InvariantCulture)))],
        features,
        classes);

    public static AlbumPicture[] OfFiles(string folder, IReadOnlyList<string> files) =>
        [.. files.Select(file => new AlbumPicture(Path.GetRelativePath(folder, file), Path.GetFileName(Path.GetDirectoryName(file))!, PictureContent.OfFile(file).Sha256))];
}

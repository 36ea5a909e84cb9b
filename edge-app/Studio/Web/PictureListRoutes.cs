using System.Globalization;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Quality;
using EdgeResNet.EdgeApp.Studio.Teaching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>Lists the pictures of a class.</summary>
/// <param name="room">The studio.</param>
/// <param name="opinionOf">What heads that did not learn a picture say of it, by its path; null if unknown.</param>
internal sealed class PictureListRoutes(StudioRoom room, Func<string, PictureOpinion?> opinionOf) : IPreviewRoutes
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/studio/pictures", context => StudioRequest.GuardAsync(context, () => StudioRequest.AnswerAsync(context, List(context.Request.Query["class"], context.Request.Query["sort"], context.Request.Query["limit"]))))
        .Describe(new ApiText("The pictures of a class.")
        {
            Query = [("class", "the class"), ("sort", "doubt, time or name"), ("limit", "how many of them; all by default")],
            Answers = [(StatusCodes.Status200OK, typeof(IReadOnlyList<ListedPicture>), ApiText.Json)],
        });

    private ListedPicture[] List(string? label, string? sort, string? limit)
    {
        PictureSnapshot now = room.Current;
        Dictionary<int, string> firsts = [];
        List<ListedPicture> listed = [];
        for (int i = 0; i < now.Pictures.Count; i++)
        {
            AlbumPicture picture = now.Pictures[i];
            string? before = firsts.TryAdd(now.Groups[i], picture.Path) ? null : firsts[now.Groups[i]];
            if (picture.Label == label)
            {
                PictureOrigin? origin = room.Album.Origin(picture);
                PictureOpinion? opinion = opinionOf(picture.Path);
                listed.Add(new ListedPicture(picture.Path, picture.Sha256, picture.Label, origin?.Time, origin?.Source, before, origin?.Blurred ?? false)
                {
                    Answer = opinion?.Answer,
                    Score = opinion?.Score,
                    Doubt = opinion?.Doubt,
                    Suspected = opinion?.Suspected,
                });
            }
        }

        IEnumerable<ListedPicture> sorted = sort switch
        {
            "time" => listed.OrderByDescending(picture => picture.Time ?? DateTimeOffset.MinValue),
            "doubt" => listed.OrderByDescending(picture => picture.Doubt ?? 0),
            _ => listed,
        };
        return [.. int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int most) ? sorted.Take(most) : sorted];
    }

    /// <summary>A picture of the list.</summary>
    private sealed record ListedPicture(string Path, string Sha256, string Class, DateTimeOffset? Time, string? Source, string? NearCopyOf, bool Blurred)
    {
        public string? Answer { get; init; }

        public double? Score { get; init; }

        public double? Doubt { get; init; }

        public string? Suspected { get; init; }
    }
}

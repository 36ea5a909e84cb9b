using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Imaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>Serves pictures of the album, small and whole. Thumbnails are made once, on a thread that gives way to the pipeline.</summary>
/// <param name="room">The studio.</param>
internal sealed class PictureFileRoutes(StudioRoom room) : IPreviewRoutes, IDisposable
{
    private const string ThumbFolder = "thumbs";
    private const int LongestSide = 192;
    private const int JpegQuality = 85;
    private readonly QuietScheduler thread = new("thumbnails", isAwaited: true);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/studio/thumbs/{sha256}.jpg", context => StudioRequest.GuardAsync(context, () => ThumbAsync(context))).Describe("A picture of the album, at most 192 pixels a side.", typeof(string), "image/jpeg");
        routes.MapGet("/api/studio/picture", context => StudioRequest.GuardAsync(context, () => WholeAsync(context)))
            .Describe(new ApiText("A picture of the album.") { Query = [("path", "its path")], Answers = [(StatusCodes.Status200OK, typeof(string), "image/jpeg"), (StatusCodes.Status404NotFound, typeof(string), ApiText.Text)] });
    }

    public void Dispose() => thread.Dispose();

    private async Task ThumbAsync(HttpContext context)
    {
        string? sha256 = context.Request.RouteValues["sha256"] as string;
        if (room.Current.Pictures.FirstOrDefault(each => each.Sha256 == sha256) is not AlbumPicture picture)
        {
            await AbsentAsync(context).ConfigureAwait(false);
            return;
        }

        string file = Path.Combine(room.Album.Hidden, ThumbFolder, $"{picture.Sha256}.jpg");
        if (!File.Exists(file))
        {
            await thread.Run(() => Make(Path.Combine(room.Album.Folder, picture.Path), file), context.RequestAborted).ConfigureAwait(false);
        }

        await SendAsync(context, file, "image/jpeg").ConfigureAwait(false);
    }

    private Task WholeAsync(HttpContext context)
    {
        string path = Path.Combine(room.Album.Folder, room.Current.At(context.Request.Query["path"].ToString())?.Path ?? "");
        return PictureKind.OfFile(path) is { IsRead: true } kind ? SendAsync(context, path, $"image/{kind.Name.ToLowerInvariant()}") : AbsentAsync(context);
    }

    private static Task AbsentAsync(HttpContext context) => ApiRequest.RefuseAsync(context, StatusCodes.Status404NotFound, "no such picture; reload the page");

    // A name that carries the content's hash never changes its content.
    private static async Task SendAsync(HttpContext context, string file, string type)
    {
        byte[] content = RegularFile.ReadBytes(file);
        context.Response.Headers.CacheControl = type == "image/jpeg" && file.Contains(ThumbFolder, StringComparison.Ordinal) ? "private, max-age=31536000, immutable" : "private, no-cache";
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
    }

    private static void Make(string picture, string thumb)
    {
        if (File.Exists(thumb))
        {
            return; // asked twice
        }

        DecodedImage decoded = ImageDecoder.Decode(picture);
        using Mat whole = Mat.FromPixelData(decoded.Height, decoded.Width, decoded.Format == PixelFormat.Gray8 ? MatType.CV_8UC1 : MatType.CV_8UC3, decoded.Pixels, decoded.Stride);
        using Mat small = new();
        double scale = Math.Min(1, (double)LongestSide / Math.Max(decoded.Width, decoded.Height));
        Cv2.Resize(whole, small, new Size(Math.Max(1, (int)Math.Round(decoded.Width * scale)), Math.Max(1, (int)Math.Round(decoded.Height * scale))), interpolation: InterpolationFlags.Area);
        byte[] jpeg = Jpeg.Encode(small, JpegQuality);
        AtomicFile.Write(thumb, stream => stream.Write(jpeg));
    }
}

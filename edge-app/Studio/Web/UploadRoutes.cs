using EdgeResNet.EdgeApp.Sinks.Access;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Recording;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Files;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>Takes pictures and videos that are dropped onto a class: first into a file, then decoded on a thread that gives way to the pipeline.</summary>
/// <param name="room">The studio.</param>
/// <param name="files">Adds them.</param>
internal sealed class UploadRoutes(StudioRoom room, DroppedFile files) : IPreviewRoutes, IDisposable
{
    /// <summary>Largest file in bytes.</summary>
    public const long LargestFile = 2L << 30;

    private const string Folder = "uploads";
    private const int PartBytes = 64 << 10;
    private readonly QuietScheduler thread = new("uploads");
    private readonly string folder = Cleared(Path.Combine(room.Album.Hidden, Folder));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/studio/pictures", context => StudioRequest.GuardAsync(context, () => TakeAsync(context))).Describe(new ApiText("Adds a picture, or pictures of a video, to a class.")
        {
            Query = [("class", "the class"), ("name", "name of the file")],
            Bodies = ["image/jpeg", "image/png", "image/webp", "image/bmp", "image/gif", "video/mp4", "application/octet-stream"],
            Answers = [(StatusCodes.Status200OK, typeof(DroppedResult), ApiText.Json), (StatusCodes.Status400BadRequest, typeof(string), ApiText.Text), (StatusCodes.Status413PayloadTooLarge, typeof(string), ApiText.Text), (StatusCodes.Status422UnprocessableEntity, typeof(string), ApiText.Text)],
        });
    }

    public void Dispose() => thread.Dispose();

    private async Task TakeAsync(HttpContext context)
    {
        string label = NewClass.Name(context.Request.Query["class"].ToString());
        string name = context.Request.Query["name"].ToString();
        BodyLimit.Set(context, LargestFile);
        string file = Path.Combine(folder, $"{Guid.NewGuid():N}");
        try
        {
            await StoreAsync(context, folder, file).ConfigureAwait(false);
            DroppedResult result = await thread.Run(() => files.Add(file, name, label, context.RequestAborted), context.RequestAborted).ConfigureAwait(false);
            await StudioRequest.AnswerAsync(context, result).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the page left
        }
        finally
        {
            if (File.Exists(file)) // its folder may be missing, too
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>The folder, without files of uploads that a kill interrupted.</summary>
    private static string Cleared(string folder)
    {
        try
        {
            Array.ForEach(Directory.Exists(folder) ? Directory.GetFiles(folder) : [], File.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // the next start tries again
        }

        return folder;
    }

    private static async Task StoreAsync(HttpContext context, string folder, string file)
    {
        FreeSpace.Require(folder, context.Request.ContentLength ?? 0, "the dropped file");
        try
        {
            Directory.CreateDirectory(folder);
            FileStream stored = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, PartBytes, useAsync: true);
            await using (stored.ConfigureAwait(false))
            {
                await context.Request.Body.CopyToAsync(stored, PartBytes, context.RequestAborted).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is (IOException or UnauthorizedAccessException) and not BadHttpRequestException)
        {
            throw new InputException($"{folder}: the dropped file cannot be stored ({e.Message.ReplaceLineEndings(" ")}); make room or check the folder's permissions", e);
        }
    }
}

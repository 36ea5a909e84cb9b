using System.Globalization;
using System.Text.Json.Nodes;
using EdgeResNet.EdgeApp.Sinks.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenCvSharp;

namespace EdgeResNet.Tests.Studio.Page;

/// <summary>Answers what studio answers, from memory, and notes what the page asks for. Pictures move and go as asked; all figures are given.</summary>
internal sealed class StudioFake : IPreviewRoutes, IDisposable
{
    private static readonly TimeSpan newsEvery = TimeSpan.FromMilliseconds(100);
    private readonly Lock gate = new();
    private readonly CancellationTokenSource ending = new();
    private readonly List<(string Path, JsonNode? Body)> asked = [];
    private readonly JsonObject state;
    private readonly byte[] jpeg;
    private List<JsonObject> pictures;

    /// <summary>Begins with classes of a number of pictures each.</summary>
    public StudioFake(params (string Name, int Pictures)[] classes)
    {
        using Mat picture = new(96, 96, MatType.CV_8UC3, new Scalar(180, 120, 60));
        jpeg = picture.ImEncode(".jpg");
        pictures = [.. classes.SelectMany(each => Enumerable.Range(0, each.Pictures).Select(i => StudioAnswers.Picture(each.Name, i)))];
        state = StudioAnswers.State([.. classes.Select(each => each.Name)]);
        Versions = StudioAnswers.Versions();
        Inbox = StudioAnswers.Inbox();
        Count();
    }

    /// <summary>Saved versions.</summary>
    public JsonArray Versions { get; }

    /// <summary>Groups that wait for a label.</summary>
    public JsonArray Inbox { get; }

    /// <summary>The next request that changes something is answered with this; null for none.</summary>
    public string? Refusal { get; set; }

    /// <summary>All bodies that were posted to a path, in their order.</summary>
    public JsonNode?[] Asked(string path)
    {
        lock (gate)
        {
            return [.. asked.Where(request => request.Path == path).Select(request => request.Body)];
        }
    }

    /// <summary>Changes the state that the page is told.</summary>
    public void Change(Action<JsonObject> change)
    {
        lock (gate)
        {
            change(state);
        }
    }

    /// <summary>Paths of the pictures of a class.</summary>
    public string[] PathsOf(string label)
    {
        lock (gate)
        {
            return [.. pictures.Where(picture => (string?)picture["class"] == label).Select(picture => (string)picture["path"]!)];
        }
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/studio/events", NewsAsync);
        routes.MapGet("/api/studio/pictures", context => TellAsync(context, () => new JsonArray([.. pictures.Where(picture => (string?)picture["class"] == context.Request.Query["class"]).Select(picture => picture.DeepClone())])));
        routes.MapGet("/api/studio/versions", context => TellAsync(context, Versions.DeepClone));
        routes.MapGet("/api/studio/inbox", context => TellAsync(context, Inbox.DeepClone));
        foreach (string path in (string[])["/api/studio/thumbs/{file}", "/api/studio/picture", "/api/studio/inbox/{file}"])
        {
            routes.MapGet(path, context =>
            {
                context.Response.ContentType = "image/jpeg";
                return context.Response.Body.WriteAsync(jpeg).AsTask();
            });
        }

        routes.MapPost("/api/studio/{**rest}", ChangeAsync);
        routes.MapPost("/api/label", ChangeAsync);
    }

    public void Dispose()
    {
        ending.Cancel();
        ending.Dispose();
    }

    private async Task NewsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending.Token);
        try
        {
            while (true)
            {
                await context.Response.WriteAsync($"data: {Text(() => state)}\n\n", either.Token);
                await context.Response.Body.FlushAsync(either.Token);
                await RealTime.PassAsync(newsEvery, either.Token);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // the page is gone, or the test is over
        }
    }

    private async Task ChangeAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        if (Refusal is string reason)
        {
            Refusal = null;
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(reason + "\n");
            return;
        }

        using StreamReader reader = new(context.Request.Body);
        string text = await reader.ReadToEndAsync();
        JsonNode? body = path == "/api/studio/pictures" ? new JsonObject { ["class"] = (string?)context.Request.Query["class"], ["name"] = (string?)context.Request.Query["name"], ["type"] = context.Request.ContentType, ["text"] = text }
            : text.Length > 0 ? JsonNode.Parse(text) : null;
        await TellAsync(context, () =>
        {
            asked.Add((path, body));
            return Do(path.Replace("/api/", "", StringComparison.Ordinal), body);
        });
    }

    private JsonObject Do(string what, JsonNode? body)
    {
        JsonArray classes = state["classes"]!.AsArray();
        JsonNode? Named(string key) => classes.FirstOrDefault(each => (string?)each!["name"] == (string?)body![key]);
        switch (what)
        {
            case "studio/classes":
                classes.Add((JsonNode)StudioAnswers.Class((string)body!["name"]!, classes.Count));
                break;
            case "studio/classes/rename":
                Named("name")!["name"] = (string)body!["to"]!;
                break;
            case "studio/classes/delete":
                classes.Remove(Named("name"));
                state["undo"] = $"delete class {body!["name"]}";
                break;
            case "studio/record":
                state["recording"]!["class"] = (string?)body!["class"];
                return [];
            case "studio/pictures/move":
                pictures = [.. pictures.Select(picture => In(body!["paths"], picture["path"]) ? With(picture, (string)body["class"]!) : picture)];
                break;
            case "studio/pictures/delete":
                pictures = [.. pictures.Where(picture => !In(body!["paths"], picture["path"]))];
                state["undo"] = string.Create(CultureInfo.InvariantCulture, $"delete {body!["paths"]!.AsArray().Count} pictures");
                break;
            case "studio/undo":
                string? done = (string?)state["undo"];
                state["undo"] = null;
                return new JsonObject { ["done"] = done };
            case "studio/inbox/label":
                foreach (JsonNode? group in Inbox.ToArray())
                {
                    group!["pictures"]!.AsArray().RemoveAll(picture => In(body!["ids"], picture!["id"]));
                    _ = group["pictures"]!.AsArray().Count > 0 || Inbox.Remove(group);
                }

                break;
            case "studio/pictures":
                return new JsonObject { ["added"] = 1, ["near_copies"] = 0, ["blurred"] = 0, ["problem"] = null };
            case "studio/versions/compare":
                return StudioAnswers.Comparison();
            default:
                break;
        }

        Count();
        return [];
    }

    private static bool In(JsonNode? list, JsonNode? value) => list!.AsArray().Any(each => (string?)each == (string?)value);

    private static JsonObject With(JsonObject picture, string label)
    {
        JsonObject moved = picture.DeepClone().AsObject();
        moved["class"] = label;
        moved["path"] = $"{label}/{((string)picture["path"]!).Replace('/', '-')}";
        return moved;
    }

    private void Count()
    {
        foreach (JsonNode? each in state["classes"]!.AsArray())
        {
            each!["pictures"] = pictures.Count(picture => (string?)picture["class"] == (string?)each["name"]);
        }
    }

    private string Text(Func<JsonNode> content)
    {
        lock (gate)
        {
            return content().ToJsonString();
        }
    }

    private Task TellAsync(HttpContext context, Func<JsonNode> content)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Text(content));
    }
}

using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Teaching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>Serves the state of the studio, once or as server-sent events: at each change, at most five times and at least once a second.</summary>
/// <param name="state">Writes the state.</param>
/// <param name="changes">Tells changes.</param>
internal sealed class StateRoutes(StudioState state, StudioChanges changes) : IPreviewRoutes, IDisposable
{
    private const int TurnMs = 200;
    private static readonly TimeSpan atLeastEvery = TimeSpan.FromSeconds(1);
    private static readonly JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // sent as JSON, never put into HTML
    private readonly Broadcast events = new();
    private readonly Lock gate = new(); // the timer may come again while it publishes
    private Timer? timer;
    private long told = -1;
    private long last;
    private int viewers;

    public void Map(IEndpointRouteBuilder routes)
    {
        timer ??= new Timer(_ => Publish(), null, TurnMs, TurnMs);
        routes.MapGet("/api/studio", AnswerAsync).Describe("The state of the studio.", typeof(JsonElement));
        routes.MapGet("/api/studio/events", FollowAsync).Describe("The state of the studio as server-sent events.", typeof(string), "text/event-stream");
    }

    public void Dispose()
    {
        timer?.Dispose();
        events.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(Text().WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }

    private Task FollowAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        return StreamAnswer.FollowAsync(context, events, StreamAnswer.Retry, context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
    }

    private void Publish()
    {
        if (!events.Wanted || !gate.TryEnter())
        {
            viewers = events.Viewers;
            return;
        }

        try
        {
            long now = changes.Count;
            if (now != told || events.Viewers > viewers || Stopwatch.GetElapsedTime(last) >= atLeastEvery)
            {
                (told, last, viewers) = (now, Stopwatch.GetTimestamp(), events.Viewers);
                events.Publish(new SharedBytes("data: "u8, Text().WrittenSpan, "\n\n"u8));
            }
        }
#pragma warning disable CA1031 // not swallowed: a request for the state shows it; here it would end the program
        catch (Exception)
#pragma warning restore CA1031
        {
            // Such as a database that cannot be read for a moment: the next turn tries again.
        }
        finally
        {
            gate.Exit();
        }
    }

    private ArrayBufferWriter<byte> Text()
    {
        ArrayBufferWriter<byte> text = new(4096);
        using Utf8JsonWriter json = new(text, options);
        state.Write(json);
        json.Flush();
        return text;
    }
}

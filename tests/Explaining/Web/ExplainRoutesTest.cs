using System.Net;
using System.Text.Json;
using EdgeResNet.EdgeApp.Explaining.Web;
using EdgeResNet.Tests.Explaining.Live;
using EdgeResNet.Tests.Sinks.Web;
using SkiaSharp;

namespace EdgeResNet.Tests.Explaining.Web;

public sealed class ExplainRoutesTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_learns_what_the_picture_reminds_of_and_where_the_map_is()
    {
        using ExplainHost why = new();
        using PreviewHost host = Serve(why);
        JsonElement answer = JsonElement.Parse(await AskAsync(host, why, ExplainRoutes.Path));
        Assert.Equal("bright", answer.GetProperty("label").GetString());
        Assert.Equal([0, 0, 16, 16], answer.GetProperty("region").EnumerateArray().Select(number => number.GetInt32()));
        JsonElement near = answer.GetProperty("nearest")[0];
        Assert.Equal(("night.png", "dark"), (near.GetProperty("name").GetString(), near.GetProperty("class").GetString()));
        using SKBitmap thumbnail = SKBitmap.Decode(await host.Client.GetByteArrayAsync(new Uri(near.GetProperty("picture").GetString()!, UriKind.Relative), Cancel));
        Assert.Equal(8, thumbnail.Width);
        using SKBitmap map = SKBitmap.Decode(await host.Client.GetByteArrayAsync(new Uri(answer.GetProperty("map").GetString()!, UriKind.Relative), Cancel));
        Assert.True(map.GetPixel(44, 4).Red > map.GetPixel(44, 4).Blue, "amber where most speaks for the label");
        Assert.True(map.GetPixel(4, 44).Blue > map.GetPixel(4, 44).Red, "a blue veil where nothing does");
    }

    [Fact]
    public async Task Without_frames_an_answer_is_a_503_and_an_unknown_thumbnail_a_404()
    {
        using ExplainHost why = new();
        using PreviewHost host = Serve(why, TimeSpan.FromMilliseconds(50));
        using HttpResponseMessage answer = await host.Client.GetAsync(new Uri(ExplainRoutes.Path, UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("no explanation: no frame comes; try again\n", await answer.Content.ReadAsStringAsync(Cancel));
        using HttpResponseMessage none = await host.Client.GetAsync(new Uri($"{ExplainRoutes.Path}/nearest/00.jpg", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.True(why.Board.Wanted); // the question counts as a viewer for three seconds
    }

    [Fact]
    public async Task A_model_without_a_map_says_so_in_a_404()
    {
        using ExplainHost why = new(usable: false);
        using PreviewHost host = Serve(why);
        why.Board.Toggle();
        why.Give();
        using HttpResponseMessage answer = await host.Client.GetAsync(new Uri($"{ExplainRoutes.Path}/activation.png", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.StartsWith("no map: this model cannot be explained", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static PreviewHost Serve(ExplainHost why, TimeSpan? patience = null) =>
        new(set: settings => settings with { Routes = [new ExplainRoutes(why.Board, why.Sink) { AnswerTime = patience ?? TimeSpan.FromMinutes(1) }] });

    private static async Task<string> AskAsync(PreviewHost host, ExplainHost why, string path)
    {
        Task<string> answer = host.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);
        await Eventually.TrueAsync(() => why.Give() || answer.IsCompleted);
        return await answer;
    }
}

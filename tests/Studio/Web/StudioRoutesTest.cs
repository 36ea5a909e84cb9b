using System.Net;
using System.Text;
using System.Text.Json;
using EdgeResNet.EdgeApp.Studio.Recording;
using EdgeResNet.EdgeApp.Studio.Web;
using EdgeResNet.Tests.Sinks;
using EdgeResNet.Tests.Sinks.Web;
using OpenCvSharp;

namespace EdgeResNet.Tests.Studio.Web;

/// <summary>The studio through its web interface.</summary>
public sealed class StudioRoutesTest : IDisposable
{
    private readonly StudioHost studio = new StudioHost().Start();
    private readonly RecordingButton button = new();
    private readonly RecordSink sink;
    private readonly StateRoutes state;
    private readonly PictureFileRoutes files;
    private readonly UploadRoutes uploads;
    private readonly PreviewHost host;

    public StudioRoutesTest()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(studio.Room.Album.Hidden, "uploads")).FullName, "killed"), "half a video");
        PictureIntake intake = new(studio.Room);
        sink = new RecordSink(studio.Room, button, intake, "camera:0");
        state = new StateRoutes(new StudioState(studio.Room, sink, button, "camera:0", () => Results.Model), studio.Room.Changes);
        files = new PictureFileRoutes(studio.Room);
        uploads = new UploadRoutes(studio.Room, new DroppedFile(studio.Room, intake, button));
        host = new PreviewHost(set: settings => settings with { Routes = [state, new ClassRoutes(studio.Room, button), new PictureRoutes(studio.Room), new PictureListRoutes(studio.Room, _ => null), files, uploads] });
    }

    public void Dispose()
    {
        host.Dispose();
        state.Dispose();
        files.Dispose();
        uploads.Dispose();
        sink.Dispose();
        studio.Dispose();
    }

    [Fact]
    public async Task The_state_tells_classes_recording_and_what_can_be_undone()
    {
        await PostAsync("classes", """{"name":"cup"}""");
        await UploadAsync("hand", 2, 0);
        await PostAsync("record", """{"class":"cup","rate":8}""");
        studio.Wait(now => now.Folders.Count == 2 && now.Pictures.Count == 1);
        JsonElement now = await StateAsync();
        Assert.Equal(studio.Pictures, now.GetProperty("folder").GetString());
        Assert.Equal(("cup", 8), (now.GetProperty("recording").GetProperty("class").GetString(), now.GetProperty("recording").GetProperty("rate").GetDouble()));
        Assert.Equal([("cup", 1, 0), ("hand", 2, 1)], now.GetProperty("classes").EnumerateArray().Select(each => (each.GetProperty("name").GetString(), each.GetProperty("key").GetInt32(), each.GetProperty("pictures").GetInt32())));
        Assert.Equal(("add 1 picture", null), (now.GetProperty("undo").GetString(), now.GetProperty("redo").GetString()));
        Assert.Equal("pets", now.GetProperty("model").GetProperty("name").GetString());
        await PostAsync("record", """{"class":null}""");
        Assert.Equal(JsonValueKind.Null, (await StateAsync()).GetProperty("recording").GetProperty("class").ValueKind);
    }

    [Fact]
    public async Task Events_follow_changes()
    {
        using Stream stream = await host.Client.GetStreamAsync(new Uri("/api/studio/events", UriKind.Relative), TestContext.Current.CancellationToken);
        using StreamReader reader = new(stream);
        await NextAsync(reader, now => now.GetProperty("classes").GetArrayLength() == 0);
        await PostAsync("classes", """{"name":"cup"}""");
        await NextAsync(reader, now => now.GetProperty("classes").GetArrayLength() == 1);
    }

    [Fact]
    public async Task Classes_are_renamed_joined_and_deleted()
    {
        await UploadAsync("cup", 1, 0);
        await UploadAsync("hand", 2, 0);
        studio.Wait(now => now.Classes.Count == 2);
        Assert.Equal("rename hand to fist", await PostAsync("classes/rename", """{"name":"hand","to":"fist"}"""));
        Assert.Equal(["cup", "fist"], studio.Wait(now => now.Folders.Contains("fist")).Folders);
        await PostAsync("classes/rename", """{"name":"fist","to":"cup"}""");
        Assert.Equal(["cup"], studio.Wait(now => now.Folders.Count == 1).Folders);
        Assert.Equal("delete 2 pictures", await PostAsync("classes/delete", """{"name":"cup"}"""));
        Assert.Empty(studio.Wait(now => now.Folders.Count == 0).Pictures);
        Assert.Equal("delete 2 pictures", await PostAsync("undo", null));
        Assert.All(studio.Wait(now => now.Pictures.Count == 2).Pictures, picture => Assert.Equal("cup", picture.Label));
    }

    [Fact]
    public async Task A_damaged_picture_goes_to_the_trash_with_its_class()
    {
        await UploadAsync("cup", 1, 0);
        File.WriteAllText(Path.Combine(studio.Room.Album.Folder, "cup/damaged.jpg"), "no picture");
        studio.Wait(now => now.Problems.Count == 1 && now.Pictures.Count == 1);
        Assert.Equal("delete 2 pictures", await PostAsync("classes/delete", """{"name":"cup"}"""));
        Assert.Empty(studio.Wait(now => now.Folders.Count == 0).Problems);
        await PostAsync("undo", null);
        studio.Wait(now => now.Problems.Count == 1 && now.Pictures.Count == 1);
    }

    [Fact]
    public async Task A_class_without_pictures_is_renamed()
    {
        await PostAsync("classes", """{"name":"cub"}""");
        studio.Wait(now => now.Folders.Contains("cub"));
        Assert.Equal("rename cub to cup", await PostAsync("classes/rename", """{"name":"cub","to":" cup "}"""));
        Assert.Equal(["cup"], studio.Wait(now => now.Folders.Contains("cup")).Folders);
    }

    [Fact]
    public async Task Pictures_are_listed_moved_deleted_and_brought_back()
    {
        await UploadAsync("cup", 1, 0);
        await UploadAsync("cup", 2, 0);
        studio.Wait(now => now.Pictures.Count == 2);
        JsonElement[] list = [.. (await JsonAsync("pictures?class=cup&sort=name")).EnumerateArray()];
        Assert.Equal(["cup/1-0.png", "cup/2-0.png"], list.Select(picture => picture.GetProperty("path").GetString()));
        Assert.Equal("1-0.png", list[0].GetProperty("source").GetString());
        Assert.Equal("move 1 picture", await PostAsync("pictures/move", """{"paths":["cup/1-0.png"],"class":"hand"}"""));
        studio.Wait(now => now.Pictures.Count(picture => picture.Label == "hand") == 1);
        Assert.Equal("delete 1 picture", await PostAsync("pictures/delete", """{"paths":["hand/1-0.png"]}"""));
        studio.Wait(now => now.Pictures.Count == 1);
        Assert.Equal("delete 1 picture", await PostAsync("undo", null));
        Assert.Equal("move 1 picture", await PostAsync("undo", null));
        studio.Wait(now => now.Pictures.Count(picture => picture.Label == "cup") == 2);
        Assert.Equal("move 1 picture", await PostAsync("redo", null));
        Assert.Null(await PostAsync("pictures/delete", """{"paths":["../secret","cup",null]}"""));
    }

    [Fact]
    public async Task Thumbnails_and_whole_pictures_are_served()
    {
        await UploadAsync("cup", 1, 0);
        string sha256 = studio.Wait(now => now.Pictures.Count == 1).Pictures[0].Sha256;
        for (int time = 0; time < 2; time++)
        {
            using HttpResponseMessage thumb = await host.Client.GetAsync(new Uri($"/api/studio/thumbs/{sha256}.jpg", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal("image/jpeg", thumb.Content.Headers.ContentType!.MediaType);
            Assert.Contains("immutable", thumb.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            using Mat small = Cv2.ImDecode(await thumb.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), ImreadModes.Color);
            Assert.Equal(new Size(64, 64), small.Size());
        }

        Assert.Equal(File.ReadAllBytes(studio["cup/1-0.png"]), await host.Client.GetByteArrayAsync(new Uri("/api/studio/picture?path=cup/1-0.png", UriKind.Relative), TestContext.Current.CancellationToken));
        foreach (string absent in new[] { "thumbs/ffff.jpg", "picture?path=../patches.onnx", "picture?path=cup", "picture?path=.edgeresnet/studio.db", "picture" })
        {
            using HttpResponseMessage none = await host.Client.GetAsync(new Uri($"/api/studio/{absent}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }
    }

    [Theory]
    [InlineData("classes", """{"name":"a/b"}""", 400, "a/b")]
    [InlineData("classes", """{"name":"train"}""", 400, "another meaning")]
    [InlineData("classes", "{}", 400, "lacks 'name'")]
    [InlineData("classes", "{\"name\":", 400, "not valid JSON")]
    [InlineData("classes/rename", """{"name":"absent","to":"x"}""", 400, "does not exist")]
    [InlineData("classes/delete", """{"name":"absent"}""", 400, "does not exist")]
    [InlineData("record", """{"class":"x","rate":0}""", 400, "rate")]
    [InlineData("pictures/move", """{"paths":[],"class":".hidden"}""", 400, "hidden")]
    [InlineData("pictures", "", 400, "class")]
    public async Task Mistakes_are_refused_with_one_line(string path, string body, int status, string reason)
    {
        (HttpStatusCode code, string text) = await SendAsync(path, new StringContent(body));
        Assert.Equal(status, (int)code);
        Assert.Contains(reason, text, StringComparison.Ordinal);
        Assert.Single(text.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_class_cannot_be_made_twice()
    {
        await PostAsync("classes", """{"name":"cup"}""");
        studio.Wait(now => now.Folders.Count == 1);
        Assert.Contains("exists", (await SendAsync("classes", new StringContent("""{"name":" cup "}"""))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_needs_the_pages_header_and_long_lists_are_taken()
    {
        using HttpResponseMessage foreign = await host.Client.PostAsync(new Uri("/api/studio/classes", UriKind.Relative), new StringContent("""{"name":"x"}"""), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        string paths = string.Join(',', Enumerable.Range(0, 2000).Select(number => $"\"cup/{number}.jpg\""));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("pictures/delete", new StringContent($$"""{"paths":[{{paths}}]}"""))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync("pictures/delete", new StringContent(new string(' ', 2 << 20)))).Status);
    }

    [Fact]
    public async Task No_dropped_file_stays_behind()
    {
        Assert.Empty(Directory.GetFiles(Path.Combine(studio.Room.Album.Hidden, "uploads"))); // of a killed studio
        await UploadAsync("cup", 1, 0);
        Assert.Empty(Directory.GetFiles(Path.Combine(studio.Room.Album.Hidden, "uploads")));
    }

    [Fact]
    public async Task A_file_that_cannot_be_stored_is_refused_with_one_line()
    {
        string uploads = Path.Combine(studio.Room.Album.Hidden, "uploads");
        Directory.Delete(uploads, recursive: true);
        File.WriteAllText(uploads, "in the way");
        (HttpStatusCode status, string text) = await SendAsync("pictures?class=cup&name=1.png", new ByteArrayContent(PatchModel.Png(1, 0)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Single(text.TrimEnd().Split('\n'));
    }

    private static async Task NextAsync(StreamReader reader, Func<JsonElement, bool> condition)
    {
        while (true)
        {
            string line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("the events ended");
            if (line.StartsWith("data: ", StringComparison.Ordinal) && condition(JsonElement.Parse(line["data: ".Length..])))
            {
                return;
            }
        }
    }

    private async Task UploadAsync(string label, int kind, int number)
    {
        (HttpStatusCode status, string text) = await SendAsync($"pictures?class={label}&name={kind}-{number}.png", new ByteArrayContent(PatchModel.Png(kind, number)));
        Assert.Equal((HttpStatusCode.OK, 1), (status, JsonElement.Parse(text).GetProperty("added").GetInt32()));
    }

    private async Task<string?> PostAsync(string path, string? body)
    {
        (HttpStatusCode status, string text) = await SendAsync(path, new StringContent(body ?? "", Encoding.UTF8, "application/json"));
        Assert.True(status == HttpStatusCode.OK, text);
        return JsonElement.Parse(text).GetProperty("done").GetString();
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(string path, HttpContent body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"/api/studio/{path}", UriKind.Relative)) { Content = body };
        request.Headers.Add("X-EdgeResNet", "1");
        using HttpResponseMessage answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<JsonElement> JsonAsync(string path) => JsonElement.Parse(await host.Client.GetStringAsync(new Uri($"/api/studio/{path}", UriKind.Relative), TestContext.Current.CancellationToken));

    private async Task<JsonElement> StateAsync() => JsonElement.Parse(await host.Client.GetStringAsync(new Uri("/api/studio", UriKind.Relative), TestContext.Current.CancellationToken));
}

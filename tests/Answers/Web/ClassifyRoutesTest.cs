using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Answers.Web;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Verbs;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Inference;
using SkiaSharp;

namespace EdgeResNet.Tests.Answers.Web;

/// <summary>Pictures sent to a running program.</summary>
public sealed class ClassifyRoutesTest
{
    private static readonly byte[] bright = ClassifyHost.Picture(250);

    [Fact]
    public async Task A_picture_is_answered_as_classify_does()
    {
        using ClassifyHost host = new();
        (HttpStatusCode status, string text, System.Net.Http.Headers.HttpResponseHeaders headers) = await host.SendAsync(ClassifyHost.Body(bright), "?name=lamp.png");
        Assert.Equal(HttpStatusCode.OK, status);
        string file = Path.Combine(host.Folder, "lamp.png");
        File.WriteAllBytes(file, bright);
        string line = LinesOf("classify", "--model", host.Folder, "--json", file).Replace(host.Folder + "/", "", StringComparison.Ordinal);
        Assert.Equal(line.Trim(), text);
        Assert.Equal(ModelBundle.Open(host.Folder).Sha256, headers.GetValues(ClassifyRoutes.ModelHeader).Single());
    }

    /// <summary>A garbage collection that a thread of low priority begins holds up all threads for longer.</summary>
    [Fact]
    public async Task The_thread_of_low_priority_decodes_nothing()
    {
        List<(int Thread, long Bytes)> seen = [];
        using ClassifyHost host = new(wrap: classifier => new WatchedClassifier(classifier, computing: () => seen.Add((Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread()))));
        using SKBitmap large = new(2000, 1000);
        using SKData file = large.Encode(SKEncodedImageFormat.Png, 100);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(ClassifyHost.Body(file.ToArray()))).Status);
        }

        Assert.Single(seen.Select(each => each.Thread).Distinct());
        Assert.InRange(seen[^1].Bytes - seen[^2].Bytes, 0, 16 << 10); // a picture has 8 MB
    }

    [Theory]
    [InlineData("image/jpeg", SKEncodedImageFormat.Jpeg)]
    [InlineData("image/webp", SKEncodedImageFormat.Webp)]
    [InlineData("IMAGE/PNG; q=1", SKEncodedImageFormat.Png)]
    [InlineData("application/octet-stream", SKEncodedImageFormat.Png)]
    public async Task All_picture_formats_are_taken(string type, SKEncodedImageFormat format)
    {
        using ClassifyHost host = new();
        (HttpStatusCode status, string text, _) = await host.SendAsync(ClassifyHost.Body(ClassifyHost.Picture(3, format), type), "?top=1");
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement result = JsonElement.Parse(text);
        Assert.Equal("dark", result.GetProperty("label").GetString());
        Assert.Equal(1, result.GetProperty("top").GetArrayLength());
    }

    [Fact]
    public async Task Pictures_of_a_form_are_answered_in_order_and_a_broken_one_keeps_no_other()
    {
        using ClassifyHost host = new();
        using MultipartFormDataContent form = new()
        {
            { ClassifyHost.Body(bright), "picture", "é a.png" },
            { new StringContent("ignored"), "field" },
            { ClassifyHost.Body("no picture"u8.ToArray(), "image/jpeg"), "picture", "torn.jpg" },
            { ClassifyHost.Body(ClassifyHost.Picture(2), null), "picture", "night.png" },
        };
        (HttpStatusCode status, string text, _) = await host.SendAsync(form);
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement[] results = [.. JsonElement.Parse(text).EnumerateArray()];
        Assert.Equal(["é a.png", "torn.jpg", "night.png"], results.Select(result => result.GetProperty("path").GetString()));
        Assert.Equal(["bright", null, "dark"], results.Select(result => result.TryGetProperty("label", out JsonElement label) ? label.GetString() : null));
        Assert.Contains("torn.jpg: is not a picture", results[1].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", 415, "image/jpeg")]
    [InlineData("application/x-www-form-urlencoded", 415, "image/jpeg")]
    [InlineData(null, 415, "image/jpeg")]
    [InlineData("image/png", 422, "not a picture")]
    [InlineData("image/png", 400, "empty")]
    [InlineData("multipart/form-data", 400, "boundary")]
    [InlineData("multipart/form-data; boundary=x", 400, "form")]
    public async Task A_body_that_is_no_picture_is_refused_in_one_line(string? type, int status, string reason)
    {
        using ClassifyHost host = new();
        await AssertRefusedAsync(host, ClassifyHost.Body(status == 400 && type == "image/png" ? [] : "nonsense"u8.ToArray(), type), "", status, reason);
    }

    [Theory]
    [InlineData("?top=0")]
    [InlineData("?top=-1")]
    [InlineData("?top=many")]
    public async Task Top_is_a_number_from_one_on(string query)
    {
        using ClassifyHost host = new();
        await AssertRefusedAsync(host, ClassifyHost.Body(bright), query, 400, "top");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_over_the_limit_is_refused_whether_or_not_its_length_is_announced(bool announced)
    {
        using ClassifyHost host = new();
        byte[] large = new byte[PictureUpload.LargestPicture + 1];
        using MemoryStream stream = new(large);
        HttpContent body = announced ? new ByteArrayContent(large) : new StreamContent(new Endless(stream));
        body.Headers.ContentType = new("image/png");
        await AssertRefusedAsync(host, body, "", 413, "20 MiB");
    }

    [Fact]
    public async Task A_form_with_too_many_pictures_is_refused()
    {
        using ClassifyHost host = new();
        using MultipartFormDataContent form = [];
        for (int i = 0; i <= PictureUpload.MostPictures; i++)
        {
            form.Add(ClassifyHost.Body(bright), "picture", $"{i.ToString(CultureInfo.InvariantCulture)}.png");
        }

        await AssertRefusedAsync(host, form, "", 413, "more than 32 pictures");
    }

    [Fact]
    public async Task A_picture_with_too_many_pixels_is_refused_before_it_is_decoded()
    {
        using ClassifyHost host = new();
        byte[] announced = ClassifyHost.Picture(0);
        (announced[16], announced[20]) = (0x7F, 0x7F); // two thousand million columns and rows
        await AssertRefusedAsync(host, ClassifyHost.Body(announced), "", 422, "picture");
    }

    [Fact]
    public async Task Requests_beyond_the_limit_are_told_to_come_back()
    {
        using ManualResetEventSlim go = new();
        using ClassifyHost host = new(wrap: classifier => new WatchedClassifier(classifier, uploading: go.Wait));
        Task<(HttpStatusCode Status, string Text, System.Net.Http.Headers.HttpResponseHeaders Headers)>[] waiting =
            [.. Enumerable.Range(0, ClassifyRoutes.MostRequests + 1).Select(_ => host.SendAsync(ClassifyHost.Body(bright)))];
        (HttpStatusCode status, string text, System.Net.Http.Headers.HttpResponseHeaders headers) = await await Task.WhenAny(waiting);
        Assert.Equal((HttpStatusCode.TooManyRequests, "too many requests at a time; try again in a second\n"), (status, text));
        Assert.Equal("1", headers.GetValues("Retry-After").Single());
        go.Set();
        Assert.Equal(ClassifyRoutes.MostRequests, (await Task.WhenAll(waiting)).Count(answer => answer.Status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task The_session_follows_the_running_model_and_closes_when_idle()
    {
        using ClassifyHost host = new(idle: TimeSpan.FromMilliseconds(50));
        Assert.Contains("bright", (await host.SendAsync(ClassifyHost.Body(bright))).Text, StringComparison.Ordinal);
        using TemporaryFolder other = new();
        EmbeddedCard card = TinyModel.Embedded("gray");
        TinyModel.WriteBundle(other.Path, card with { Output = card.Output with { Labels = ["night", "dusk", "day"] } });
        host.Current = new ModelInUse(new object(), () => new OnnxImageClassifier(OnnxClassifier.Load(ModelBundle.Open(other.Path), new ClassifierOptions { ExecutionProvider = "cpu" })), () => throw new InvalidOperationException("nothing is explained"));
        Assert.Contains("day", (await host.SendAsync(ClassifyHost.Body(bright))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_no_longer_opens_is_a_503_without_its_path()
    {
        using ClassifyHost host = new();
        File.WriteAllText(Path.Combine(host.Folder, "model.onnx"), "changed");
        await AssertRefusedAsync(host, ClassifyHost.Body(bright), "", 503, "does not open");
        Assert.Contains(host.Folder, host.Told.Single(), StringComparison.Ordinal); // the owner is told
    }

    [Fact]
    public async Task Uploads_need_the_token_and_the_header_of_the_page()
    {
        using ClassifyHost host = new(token: "correct horse");
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.SendAsync(ClassifyHost.Body(bright))).Status);
        using HttpResponseMessage foreign = await host.Client.PostAsync(new Uri(ClassifyRoutes.Path, UriKind.Relative), ClassifyHost.Body(bright), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using MultipartFormDataContent form = new() { { ClassifyHost.Body(new byte[1 << 20]), "token", "large.png" } };
        using HttpResponseMessage door = await host.Client.PostAsync(new Uri(ClassifyRoutes.Path, UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, door.StatusCode); // the form of the token stays small
    }

    private static string LinesOf(params string[] arguments)
    {
        using StringWriter output = new();
        int code = VerbRunner.Run(new RootCommand("test") { ClassifyVerb.Create() }, arguments, output, output);
        Assert.True(code == 0, output.ToString());
        return output.ToString();
    }

    private static async Task AssertRefusedAsync(ClassifyHost host, HttpContent body, string query, int status, string reason)
    {
        (HttpStatusCode answered, string text, _) = await host.SendAsync(body, query);
        Assert.Equal(status, (int)answered);
        Assert.Contains(reason, text, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Folder, text, StringComparison.Ordinal);
        Assert.Equal(1, Encoding.UTF8.GetBytes(text).Count(letter => letter == '\n'));
    }

    private sealed class WatchedClassifier(IImageClassifier classifier, Action? uploading = null, Action? computing = null) : IImageClassifier
    {
        public string Model => classifier.Model;

        public string ExecutionProvider => classifier.ExecutionProvider;

        public string Precision => classifier.Precision;

        public string Sha256 => classifier.Sha256;

        public InputSpec InputSpec => classifier.InputSpec;

        public OutputSpec OutputSpec => classifier.OutputSpec;

        public ReadOnlySpan<float> Known => classifier.Known;

        public ReadOnlySpan<float> Features => classifier.Features;

        public Span<byte> Input => classifier.Input;

        public void Upload()
        {
            uploading?.Invoke();
            classifier.Upload();
        }

        public void Compute()
        {
            computing?.Invoke();
            classifier.Compute();
        }

        public ReadOnlySpan<float> Download() => classifier.Download();

        public void Dispose() => classifier.Dispose();
    }

    /// <summary>Hides the length, so that it is sent in chunks.</summary>
    private sealed class Endless(Stream stream) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}

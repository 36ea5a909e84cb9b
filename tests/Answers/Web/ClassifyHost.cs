using System.Net;
using System.Net.Http.Headers;
using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Answers.Web;
using EdgeResNet.EdgeApp.Explaining;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Inference;
using EdgeResNet.Tests.Sinks.Web;
using SkiaSharp;

namespace EdgeResNet.Tests.Answers.Web;

/// <summary>A page that classifies pictures by their brightness.</summary>
internal sealed class ClassifyHost : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly PictureAnswers answers;
    private readonly PreviewHost host;

    public ClassifyHost(TimeSpan? idle = null, string? token = null, Func<IImageClassifier, IImageClassifier>? wrap = null)
    {
        string path = TinyModel.WriteBundle(folder.Path);
        Use(path);
        answers = new PictureAnswers(() => Current!, Told.Add) { IdleTime = idle ?? TimeSpan.FromMinutes(1) };
        host = new PreviewHost(token, set: settings => settings with { Routes = [new ClassifyRoutes(answers)] });

        void Use(string bundle) => Current = new ModelInUse(new object(), () =>
        {
            OnnxImageClassifier classifier = new(OnnxClassifier.Load(ModelBundle.Open(bundle), new ClassifierOptions { ExecutionProvider = "cpu", Threads = 1 }));
            Opened++;
            return wrap?.Invoke(classifier) ?? classifier;
        }, () => ExplainedModel.OfBundle(ModelBundle.Open(bundle)));
    }

    public ModelInUse? Current { get; set; }

    public int Opened { get; private set; }

    public List<string> Told { get; } = [];

    public string Folder => folder.Path;

    public HttpClient Client => host.Client;

    /// <summary>A PNG of one brightness.</summary>
    public static byte[] Picture(byte level, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using SKBitmap bitmap = new(16, 16, SKColorType.Gray8, SKAlphaType.Opaque);
        bitmap.Erase(new SKColor(level, level, level));
        using SKData data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    public static ByteArrayContent Body(byte[] content, string? type = "image/png")
    {
        ByteArrayContent body = new(content);
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return body;
    }

    public async Task<(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)> SendAsync(HttpContent body, string query = "")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"{ClassifyRoutes.Path}{query}", UriKind.Relative)) { Content = body };
        request.Headers.Add("X-EdgeResNet", "1");
        using HttpResponseMessage answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer.Headers);
    }

    public void Dispose()
    {
        host.Dispose();
        answers.Dispose();
        folder.Dispose();
    }
}

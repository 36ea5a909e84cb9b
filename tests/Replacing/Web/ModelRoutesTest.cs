using System.Net;
using System.Text;
using System.Text.Json;
using EdgeResNet.EdgeApp.Replacing.Web;
using EdgeResNet.Tests.Sinks.Web;

namespace EdgeResNet.Tests.Replacing.Web;

public sealed class ModelRoutesTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_running_model_is_shown_and_replaced()
    {
        using SwitchHost models = new();
        using PreviewHost host = Host(models);
        JsonElement first = JsonElement.Parse(await host.Client.GetStringAsync(new Uri("api/model", UriKind.Relative), Cancel));
        Assert.Equal(("english", 0), (first.GetProperty("name").GetString(), first.GetProperty("swaps").GetInt32()));
        Assert.Equal("dark", first.GetProperty("output").GetProperty("labels")[0].GetString());
        Assert.False(first.TryGetProperty("previous", out _));

        (HttpStatusCode status, string text) = await PostAsync(host, JsonSerializer.Serialize(new { model = models.Write("german") }));
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement next = JsonElement.Parse(text);
        Assert.Equal(("german", 1, "english", true), (next.GetProperty("name").GetString(), next.GetProperty("swaps").GetInt32(), next.GetProperty("previous").GetProperty("name").GetString(), next.GetProperty("probation").GetBoolean()));
        Assert.Equal((models["german"], models.Slot.Current.Sha256), (next.GetProperty("path").GetString(), next.GetProperty("sha256").GetString()));
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("{\"model\": \"\"}", 400)]
    [InlineData("{\"model\": \"a\\u0000b\"}", 400)]
    [InlineData("{\"model\": \"a\\nb\"}", 400)]
    [InlineData("{\"model\": \"a\\u202eb\"}", 400)]
    [InlineData("{\"model\": 7}", 400)]
    [InlineData("{\"path\": \"a\"}", 400)]
    [InlineData("{\"model\": \"/nowhere\"}", 422)]
    [InlineData("{\"model\": \"/dev/zero\"}", 422)]
    [InlineData("{\"model\": \"/etc/passwd\"}", 422)]
    [InlineData("{\"model\": \"torchvision:resnet18\"}", 422)]
    public async Task What_is_no_bundle_is_refused_in_one_line(string body, int status)
    {
        using SwitchHost models = new();
        using PreviewHost host = Host(models);
        (HttpStatusCode answer, string text) = await PostAsync(host, body);
        Assert.Equal(((HttpStatusCode)status, text.TrimEnd('\n') + "\n"), (answer, text));
        Assert.DoesNotContain("\n", text.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Equal("english", models.Running);
    }

    [Fact]
    public async Task Without_a_frame_the_answer_says_that_the_model_waits()
    {
        using SwitchHost models = new(framesCome: false);
        using PreviewHost host = new(set: settings => settings with { Routes = [new ModelRoutes(models.Models) { FrameTime = TimeSpan.FromMilliseconds(300) }] });
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await PostAsync(host, JsonSerializer.Serialize(new { model = models.Write("german") }))).Status);
        Assert.Equal("english", models.Running);
    }

    [Fact]
    public async Task Another_sites_page_and_a_guest_without_token_change_nothing()
    {
        using SwitchHost models = new();
        using PreviewHost host = Host(models, token: "sixteen letters and more");
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(host, JsonSerializer.Serialize(new { model = models.Write("german") }))).Status);
        using PreviewHost open = Host(models);
        using StringContent again = new(JsonSerializer.Serialize(new { model = models["german"] }), Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.Forbidden, (await open.Client.PostAsync(new Uri("api/model", UriKind.Relative), again, Cancel)).StatusCode);
        Assert.Equal("english", models.Running);
    }

    private static PreviewHost Host(SwitchHost models, string? token = null) => new(token, set: settings => settings with { Routes = [new ModelRoutes(models.Models)] });

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(PreviewHost host, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri("api/model", UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-EdgeResNet", "1");
        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}

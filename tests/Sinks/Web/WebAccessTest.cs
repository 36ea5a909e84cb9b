using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using EdgeResNet.EdgeApp;
using EdgeResNet.EdgeApp.Sinks.Web;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>Access to the page and its buttons.</summary>
public partial class WebAccessTest
{
    private const string Token = "correct horse";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/stream.mjpg")]
    [InlineData("/snapshot.jpg")]
    [InlineData("/events")]
    [InlineData("/api/state")]
    [InlineData("/metrics")]
    [InlineData("/fonts/Inter-Bold.otf")]
    [InlineData("/nothing")]
    [InlineData("/?token=wrong")]
    [InlineData("/?token=")]
    public async Task Nothing_is_shown_to_a_viewer_with_no_token(string path)
    {
        using PreviewHost host = new(Token);
        using HttpResponseMessage answer = await host.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Health_needs_no_token()
    {
        using PreviewHost host = new(Token);
        host.Metrics.Publish(PreviewHost.Result());
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/healthz")).StatusCode);
    }

    [Fact]
    public async Task Idle_connections_are_closed_and_block_no_viewer()
    {
        using PreviewHost host = new(Token, set: settings => settings with { IdlePatience = TimeSpan.FromSeconds(1) });
        TcpClient[] idle = new TcpClient[64];
        for (int i = 0; i < idle.Length; i++)
        {
            idle[i] = new TcpClient();
            await idle[i].ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port, Cancel);
        }

        Eventually.True(() => IsAnswered(host));
        Array.ForEach(idle, client => client.Dispose());
    }

    [Fact]
    public async Task A_bearer_token_is_accepted()
    {
        using PreviewHost host = new(Token);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/", ("Authorization", $"Bearer {Token}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, "/", ("Authorization", $"Bearer {Token}x"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, "/", ("Authorization", $"Basic {Token}"))).StatusCode);
    }

    [Fact]
    public async Task A_token_in_the_address_moves_into_a_cookie()
    {
        using PreviewHost host = new(Token);
        using HttpResponseMessage answer = await AskAsync(host, "/metrics?a=1&token=correct%20horse");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/metrics?a=1", answer.Headers.Location?.ToString());
        string cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("horse", cookie, StringComparison.OrdinalIgnoreCase);
        string pair = cookie[..cookie.IndexOf(';', StringComparison.Ordinal)];
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/metrics", ("Cookie", pair))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, "/metrics", ("Cookie", pair + "x"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, "/metrics", ("Cookie", pair[..(pair.IndexOf('=', StringComparison.Ordinal) + 1)] + Token))).StatusCode);
    }

    [Theory]
    [InlineData("//evil.example/", "/evil.example/")]
    [InlineData("///evil.example/", "/evil.example/")]
    [InlineData("/%5Cevil.example/", "/evil.example/")]
    [InlineData("/.//evil.example/", "/evil.example/")]
    public async Task A_token_in_the_address_never_redirects_to_another_site(string path, string location)
    {
        using PreviewHost host = new(Token);
        UriCreationOptions asItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };
        using HttpResponseMessage answer = await host.Client.GetAsync(new Uri($"http://{host.Preview.Address.Authority}{path}?token=correct%20horse", asItIs), Cancel);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(location, answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_browser_is_asked_for_the_token()
    {
        using PreviewHost host = new(Token);
        using HttpResponseMessage answer = await AskAsync(host, "/", ("Accept", "text/html,*/*;q=0.8"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("name=\"token\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Forbidden)] // as a form of another site would send it
    [InlineData("1", "http://attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("1", "null", HttpStatusCode.Forbidden)]
    [InlineData(null, "SELF", HttpStatusCode.Forbidden)]
    [InlineData("1", "SELF", HttpStatusCode.OK)]
    [InlineData("1", null, HttpStatusCode.OK)] // curl
    public async Task Only_the_page_itself_can_press_a_button(string? header, string? origin, HttpStatusCode expected)
    {
        using PreviewHost host = new();
        using HttpRequestMessage request = new(HttpMethod.Post, "api/controls") { Content = new StringContent("""{"paused": true}""") };
        if (header is not null)
        {
            request.Headers.Add(PreviewAccess.ChangeHeader, header);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin.Replace("SELF", $"http://{host.Preview.Address.Authority}", StringComparison.Ordinal));
        }

        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK, host.Controls.Paused);
    }

    [Theory]
    [InlineData("attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost.attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("192.0.2.7", HttpStatusCode.Forbidden)]
    [InlineData("localhost:1234", HttpStatusCode.OK)]
    [InlineData("[::1]:1234", HttpStatusCode.OK)]
    public async Task A_foreign_host_name_is_refused(string name, HttpStatusCode expected)
    {
        using PreviewHost host = new();
        Assert.Equal(expected, (await AskAsync(host, "/", ("Host", name))).StatusCode);
    }

    [Fact]
    public async Task The_content_policy_allows_only_the_pages_own_style_and_script()
    {
        using PreviewHost host = new();
        using HttpResponseMessage answer = await AskAsync(host, "/");
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        string html = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotMatch(Elsewhere(), html); // nothing comes from another site
        Assert.DoesNotContain("style=\"", html, StringComparison.Ordinal); // the policy would forbid it
    }

    [Theory]
    [InlineData("0.0.0.0:8080")]
    [InlineData("192.168.1.5:8080")]
    [InlineData("[::]:8080")]
    public void A_reachable_address_needs_a_token(string address)
    {
        UsageException error = Assert.Throws<UsageException>(() => PreviewSettings.Create(address, token: ""));
        Assert.Contains("--web-token", error.Message, StringComparison.Ordinal);
        Assert.Contains(SecretVariables.WebToken, error.Message, StringComparison.Ordinal);
        Assert.Equal(Token, PreviewSettings.Create(address, Token).Token);
    }

    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("127.0.0.2:8080")]
    [InlineData("[::1]:8080")]
    [InlineData("localhost:8080")]
    public void A_loopback_address_needs_no_token(string address) => Assert.Null(PreviewSettings.Create(address, token: null).Token);

    private static bool IsAnswered(PreviewHost host)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/healthz");
            using HttpResponseMessage answer = host.Client.Send(request, Cancel);
            return true;
        }
        catch (HttpRequestException)
        {
            return false; // there are too many connections
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(PreviewHost host, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Client.SendAsync(request, Cancel);
    }

    [GeneratedRegex("(src|href)=\"(https?:)?//|url\\(\"?(https?:)?//|@import")]
    private static partial Regex Elsewhere();
}

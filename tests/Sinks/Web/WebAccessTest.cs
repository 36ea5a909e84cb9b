using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using EdgeResNet.EdgeApp;
using EdgeResNet.EdgeApp.Sinks.Access;
using EdgeResNet.EdgeApp.Sinks.Web;
using Microsoft.Extensions.Time.Testing;

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
        Assert.Equal("Basic", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Health_needs_no_token()
    {
        using PreviewHost host = new(Token);
        host.Metrics.Publish(host.Result());
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/healthz")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: ")] // never ends
    public async Task Slow_connections_however_many_lock_out_nobody(string beginning)
    {
        using PreviewHost host = new(Token, set: settings => settings with { IdlePatience = TimeSpan.FromMinutes(10) });
        host.Metrics.Publish(host.Result());
        TcpClient[] slow = new TcpClient[80];
        for (int i = 0; i < slow.Length; i++)
        {
            slow[i] = new TcpClient();
            await slow[i].ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port, Cancel);
            await slow[i].GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning), Cancel);
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/", ("Authorization", $"Bearer {Token}"))).StatusCode);
        Array.ForEach(slow, client => client.Dispose());
    }

    [Fact]
    public async Task Idle_connections_are_closed()
    {
        using PreviewHost host = new(Token, set: settings => settings with { IdlePatience = TimeSpan.FromSeconds(1) });
        using TcpClient idle = new();
        await idle.ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port, Cancel);
        Assert.Equal(0, await idle.GetStream().ReadAsync(new byte[1], Cancel));
    }

    [Fact]
    public async Task A_bearer_token_is_accepted()
    {
        using PreviewHost host = new(Token);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/", ("Authorization", $"Bearer {Token}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, "/", ("Authorization", $"Bearer {Token}x"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, "/", ("Authorization", $"Basic {Token}"))).StatusCode);
    }

    [Theory]
    [InlineData("any", Token, HttpStatusCode.OK)]
    [InlineData("", Token, HttpStatusCode.OK)]
    [InlineData("any", "correct", HttpStatusCode.Unauthorized)]
    [InlineData(Token, "any", HttpStatusCode.Unauthorized)]
    [InlineData("any", "", HttpStatusCode.Unauthorized)]
    public async Task The_token_is_the_password_of_any_user(string user, string password, HttpStatusCode expected)
    {
        using PreviewHost host = new(Token);
        (string, string) basic = ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}");
        HttpResponseMessage answer = await AskAsync(host, "/metrics", basic);
        Assert.Equal(expected, answer.StatusCode);
        string readers = Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy"));
        Assert.Equal(expected == HttpStatusCode.OK ? "cross-origin" : "same-origin", readers); // pages of others that know the password
    }

    [Fact]
    public async Task A_password_may_have_colons_and_letters_of_any_script()
    {
        using PreviewHost host = new("kü:che:運動鞋:0123456789");
        (string, string) basic = ("Authorization", $"Basic {Convert.ToBase64String("camera:kü:che:運動鞋:0123456789"u8)}");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/metrics", basic)).StatusCode);
    }

    [Fact]
    public async Task A_program_logs_in_when_it_is_asked_for_a_password()
    {
        using PreviewHost host = new(Token);
        using PictureLoop loop = new(host.Preview);
        using HttpClient player = new(new HttpClientHandler { Credentials = new NetworkCredential("any", Token) }) { BaseAddress = host.Preview.Address };
        await using Stream stream = await player.GetStreamAsync("stream.mjpg", Cancel); // only after a challenge does .NET send the password
        await stream.ReadExactlyAsync(new byte[10_000], Cancel);
    }

    [Theory]
    [InlineData("/", "text/html,*/*;q=0.8")]
    [InlineData("/stream.mjpg", "text/html,*/*;q=0.8")] // opened in a tab
    [InlineData("/stream.mjpg?page=1", "image/*,*/*;q=0.8")]
    [InlineData("/events?page", "text/event-stream")]
    public async Task A_browser_never_shows_a_password_dialog_of_its_own(string path, string accept)
    {
        using PreviewHost host = new(Token);
        Assert.Equal("Bearer", (await AskAsync(host, path, ("Accept", accept))).Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("Bearer wrong", "/metrics")]
    [InlineData("Basic YW55Ondyb25n", "/metrics")]
    [InlineData(null, "/?token=wrong")]
    public async Task The_answer_to_a_wrong_token_waits(string? authorization, string path)
    {
        FakeTimeProvider clock = new();
        using PreviewHost host = new(Token, set: settings => settings with { Clock = clock });
        (string, string)[] headers = authorization is null ? [] : [("Authorization", authorization)];
        Task<HttpResponseMessage> wrong = AskAsync(host, path, headers);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, "/")).StatusCode); // no token is no guess
        Assert.False(wrong.IsCompleted);
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(Guesses.Shortest);
            return wrong.IsCompleted;
        });
        Assert.Equal(HttpStatusCode.Unauthorized, (await wrong).StatusCode);
    }

    [Fact]
    public async Task A_guesser_is_refused_but_a_cookie_still_opens()
    {
        FakeTimeProvider clock = new();
        using PreviewHost host = new(Token, set: settings => settings with { Clock = clock });
        string cookie = Assert.Single((await AskAsync(host, "/?token=correct%20horse")).Headers.GetValues("Set-Cookie")).Split(';')[0];
        clock.Advance(TimeSpan.FromHours(2)); // the address is no longer one that knows the token
        Task<HttpResponseMessage>[] wrong = [.. Enumerable.Range(0, 12).Select(i => AskAsync(host, "/metrics", ("Authorization", $"Bearer {i}")))];
        await Eventually.TrueAsync(() => wrong.Any(answer => answer is { IsCompletedSuccessfully: true, Result.StatusCode: HttpStatusCode.TooManyRequests }));
        HttpResponseMessage refused = await AskAsync(host, "/metrics", ("Authorization", $"Bearer {Token}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/metrics", ("Cookie", cookie))).StatusCode);
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/metrics", ("Authorization", $"Bearer {Token}"))).StatusCode);
        await Task.WhenAll(wrong);
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/metrics?a=1&wrong=1&token=x", "/metrics?a=1")]
    [InlineData("//evil.example/", "/evil.example/")]
    public async Task The_right_token_of_the_form_becomes_a_cookie(string path, string location)
    {
        using PreviewHost host = new(Token);
        using HttpResponseMessage answer = await PostAsync(host, path, Token);
        Assert.Equal((HttpStatusCode.SeeOther, location), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Contains("httponly", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_door_for_a_wrong_token_unhides_only_the_alert()
    {
        using PreviewHost host = new(Token);
        using HttpResponseMessage first = await AskAsync(host, "/", ("Accept", "text/html"));
        using HttpResponseMessage wrong = await PostAsync(host, "/", "wrong", ("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        string before = await first.Content.ReadAsStringAsync(Cancel);
        string after = await wrong.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(before.Replace("id=\"wrong\" hidden", "id=\"wrong\"", StringComparison.Ordinal), after);
        Assert.NotEqual(before, after);
        Assert.Equal(first.Headers.GetValues("Content-Security-Policy"), wrong.Headers.GetValues("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_wrong_token_in_the_address_leaves_it()
    {
        using PreviewHost host = new(Token);
        using HttpResponseMessage answer = await AskAsync(host, "/?a=1&token=wrong", ("Accept", "text/html"));
        Assert.Equal((HttpStatusCode.SeeOther, "/?a=1&wrong=1"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("fifteen letters")]
    [InlineData("                x")]
    [InlineData("👍👍👍👍👍👍👍👍👍")] // 18 UTF-16 units, nine characters
    [InlineData("0123456789abcdef\n")]
    public void A_token_that_can_be_guessed_is_refused_and_not_repeated(string token)
    {
        foreach (string address in new[] { PreviewAddress.Default, "0.0.0.0:8080" })
        {
            UsageException error = Assert.Throws<UsageException>(() => PreviewSettings.Create(address, token));
            Assert.Contains("openssl rand -hex 16", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
            Assert.True(string.IsNullOrWhiteSpace(token) || !error.Message.Contains(token, StringComparison.Ordinal));
        }
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
            request.Headers.Add(GivenToken.ChangeHeader, header);
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
        Assert.Equal("0123456789abcdef", PreviewSettings.Create(address, "0123456789abcdef").Token);
    }

    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("127.0.0.2:8080")]
    [InlineData("[::1]:8080")]
    [InlineData("localhost:8080")]
    public void A_loopback_address_needs_no_token(string address) => Assert.Null(PreviewSettings.Create(address, token: null).Token);

    private static async Task<HttpResponseMessage> AskAsync(PreviewHost host, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Client.SendAsync(request, Cancel);
    }

    private static async Task<HttpResponseMessage> PostAsync(PreviewHost host, string path, string token, params (string Name, string Value)[] headers)
    {
        UriCreationOptions asItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"http://{host.Preview.Address.Authority}{path}", asItIs)) { Content = new FormUrlEncodedContent([new(GivenToken.Key, token)]) };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Client.SendAsync(request, Cancel);
    }

    [GeneratedRegex("(src|href)=\"(https?:)?//|url\\(\"?(https?:)?//|@import")]
    private static partial Regex Elsewhere();
}

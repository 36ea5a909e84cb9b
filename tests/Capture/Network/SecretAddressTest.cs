using System.Text.Json;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Capture.Network;

/// <summary>A running <c>live</c> shows no secret of an address: not in its events, lines and errors, nor in the environment of hooks.</summary>
public sealed class SecretAddressTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string bundle;

    public SecretAddressTest() => bundle = CounterModel.WriteBundle(folder["counter"]);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("rtsp://admin:1234/SECRET@127.0.0.1:{0}/x")]
    [InlineData("http://admin:p@SECRET#?/@127.0.0.1:{0}/x?a=1&token=SECRET")]
    [InlineData("rtmp://admin:SECRET@127.0.0.1:1/live?pwd=SECRET")]
    public async Task Neither_events_nor_lines_nor_hooks_show_it(string form)
    {
        using ScriptedServer server = new((_, stream) => ScriptedServer.Refuse(stream, "404 Not Found"));
        string address = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, server.Port);
        await using LiveProgram live = LiveProgram.Start(bundle, address, [], "--wait", "--seconds", "5", "--verbose", "--summary", folder["s.json"], "--on-change-exec", $"env > {folder["hook"]}");
        JsonElement? lost = await live.NextAsync();
        Assert.Equal("lost", lost?.GetProperty("state").GetString());
        Assert.DoesNotContain("SECRET", lost.ToString());
        (_, string errors) = await live.EndAsync();
        Assert.Contains("source lost", errors);
        Assert.DoesNotContain("SECRET", errors);
        Assert.DoesNotContain("SECRET", File.ReadAllText(folder["s.json"]));
        Assert.DoesNotContain("SECRET", File.Exists(folder["hook"]) ? File.ReadAllText(folder["hook"]) : "");
    }

    [Theory]
    [InlineData("rtsp://admin:SECRET@")]
    [InlineData("http://admin:SECRET@127.0.0.1:1/x?stall_ms=SECRET")]
    [InlineData("ftp://admin:SECRET@127.0.0.1/x")]
    [InlineData("rtsp:/admin:SECRET@host/x")]
    [InlineData("admin:SECRET@host")]
    public async Task A_refusal_does_not_echo_it(string address)
    {
        await using LiveProgram live = LiveProgram.Start(bundle, address, [], "--verbose");
        (int code, string errors) = await live.EndAsync();
        Assert.InRange(code, 2, 4);
        Assert.StartsWith("error: ", errors);
        Assert.DoesNotContain("SECRET@", errors);
    }

    [Theory]
    [InlineData("127.0.0.1", 0)]
    [InlineData("example.org", 4)]
    public async Task A_proxy_is_named_unless_it_is_told_to_be_left_out(string noProxy, int expected)
    {
        using ScriptedServer camera = new((_, stream) => ScriptedServer.Pictures(stream, 300));
        using ScriptedServer proxy = new((_, stream) => ScriptedServer.Refuse(stream, "403 Forbidden"));
        (string, string?)[] environment = [("http_proxy", proxy.Url("").Replace("://", "://me:SECRET@", StringComparison.Ordinal)), ("no_proxy", noProxy)];
        await using LiveProgram live = LiveProgram.Start(bundle, camera.Url("x"), environment, "--frames", "2");
        (int code, string errors) = await live.EndAsync();
        Assert.True(expected == code, errors);
        Assert.True(expected == 0 || errors.Contains($"through the proxy http://127.0.0.1:{proxy.Port}/ that the variable http_proxy names; for a local camera set no_proxy=127.0.0.1", StringComparison.Ordinal), errors);
        Assert.DoesNotContain("SECRET", errors);
    }
}

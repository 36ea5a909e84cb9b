using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Page;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>Pages that are composed of embedded files.</summary>
public partial class EmbeddedPageTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_style_and_script_is_named_in_the_policy_and_nothing_else(bool studio)
    {
        using PreviewHost host = new(set: settings => studio ? settings with { Page = StudioPage.Page } : settings);
        using HttpResponseMessage answer = await host.Client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        string html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        string[] contents = [.. Element().Matches(html).Select(element => element.Groups["content"].Value)];
        Assert.True(contents.Length >= 7);
        Assert.Equal(contents.Select(content => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'").Distinct().Order(StringComparer.Ordinal), Hash().Matches(policy).Select(hash => hash.Value).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", Outside().Replace(html, ""), StringComparison.Ordinal);
        Assert.DoesNotMatch(Inline(), html);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public void A_part_that_is_missing_is_told() =>
        Assert.Throws<InvalidOperationException>(() => new EmbeddedPage("Web/door.html", html => html + "<!-- Web/nothing.html -->"));

    [GeneratedRegex("<(style|script)>(?<content>.*?)</(style|script)>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Element();

    [GeneratedRegex("'sha256-[^']+'")]
    private static partial Regex Hash();

    [GeneratedRegex("http://www.w3.org/2000/svg")]
    private static partial Regex Outside();

    [GeneratedRegex("<[a-z][^>]* (on[a-z]+|style)=")]
    private static partial Regex Inline();
}

using System.Text.RegularExpressions;
using EdgeResNet.EdgeApp.Sinks.Access;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>The page that asks for the token, in Chromium.</summary>
public class WebDoorTest(BrowserFixture chromium) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("?token=mistyped")]
    [InlineData("")]
    public async Task A_wrong_token_shows_the_alert_and_nothing_else_and_stays_nowhere(string query)
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        FakeTimeProvider clock = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        using PreviewHost host = new("correct horse", set: settings => settings with { Clock = clock });
        using PictureLoop loop = new(host.Preview);
        using Timer ticks = new(_ => clock.Advance(Guesses.Shortest), null, 0, 20); // each answer waits
        IPage page = await browser.VisitAsync(new Uri(host.Preview.Address, query));
        if (query.Length == 0)
        {
            await Assertions.Expect(page.Locator("#wrong")).ToBeHiddenAsync();
            await page.Locator("#token").FillAsync("mistyped");
            await page.Locator("button").ClickAsync();
        }

        await Assertions.Expect(page.Locator("#wrong")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[autocomplete=username]")).ToBeHiddenAsync();
        Assert.DoesNotContain("mistyped", page.Url, StringComparison.Ordinal);
        Assert.Equal("grid", await page.EvaluateAsync<string>("() => getComputedStyle(document.body).display")); // the style is allowed
        Assert.DoesNotContain(browser.Errors, error => error.Contains("Content Security Policy", StringComparison.Ordinal));

        await page.Locator("#token").FillAsync("correct horse");
        await page.Locator("button").ClickAsync();
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Sneaker");
        Assert.DoesNotMatch(new Regex("token|horse|wrong"), page.Url);
    }

    [Fact]
    public async Task A_link_with_the_token_leaves_the_address_even_with_a_cookie()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new("correct horse");
        using PictureLoop loop = new(host.Preview);
        Uri link = new(host.Preview.Address, "?token=correct%20horse");
        await browser.VisitAsync(link);
        IPage page = await browser.VisitAsync(link);
        Assert.Equal(host.Preview.Address.ToString(), page.Url);
    }

    [Theory]
    [InlineData(1280, 720, ColorScheme.Light)]
    [InlineData(360, 740, ColorScheme.Dark)]
    public async Task Axe_finds_nothing_to_mend_at_the_door(int width, int height, ColorScheme scheme)
    {
        await using BrowserPage browser = await chromium.OpenAsync(width, scheme, height);
        using PreviewHost host = new("correct horse");
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Accessibility.CheckAsync(page, "door");
        await browser.VisitAsync(new Uri(host.Preview.Address, "?wrong=1"));
        await Accessibility.CheckAsync(page, "door after a wrong token");
    }
}

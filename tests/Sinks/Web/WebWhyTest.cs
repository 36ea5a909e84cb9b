using EdgeResNet.EdgeApp.Explaining.Web;
using EdgeResNet.Tests.Explaining.Live;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>Why a picture has its label, on the page, in Chromium.</summary>
public sealed class WebWhyTest(BrowserFixture chromium) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData(1280, 860)]
    [InlineData(360, 740)]
    public async Task The_key_x_shows_the_map_and_the_nearest_pictures_until_it_is_pressed_again(int width, int height)
    {
        using ExplainHost why = new();
        using PreviewHost host = new(set: settings => settings with { Routes = [new ExplainRoutes(why.Board, why.Sink)] });
        using PictureLoop loop = new(host.Preview);
        using CancellationTokenSource end = new();
        Task frames = Task.Run(() => { while (!end.IsCancellationRequested) { why.Give(); RealTime.Pass(20); } }, CancellationToken.None);
        await using BrowserPage browser = await chromium.OpenAsync(width, ColorScheme.Light, height);
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#life")).Not.ToHaveTextAsync("connecting");
        Assert.False(why.Board.Wanted);
        await page.Keyboard.PressAsync("x");
        await Assertions.Expect(page.Locator("#why_legend")).ToHaveTextAsync("what speaks for bright");
        await Assertions.Expect(page.Locator("#nearest li")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("#nearest li").First).ToContainTextAsync("night.png");
        Assert.True(await page.Locator("#nearest img").First.EvaluateAsync<bool>("image => image.decode().then(() => image.naturalWidth > 0)"));
        Assert.StartsWith("blob:", await page.Locator("#why_map").GetAttributeAsync("href"), StringComparison.Ordinal);
        await Accessibility.CheckAsync(page, "with the map");
        if (Environment.GetEnvironmentVariable("EDGERESNET_SHOTS") is string shots)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(shots, $"why-{width}.png"), FullPage = true });
        }

        await page.Locator("#why").ClickAsync();
        await Assertions.Expect(page.Locator("#nearest")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#why_over")).ToBeHiddenAsync();
        await Eventually.TrueAsync(() => !why.Board.Wanted);
        Assert.Empty(browser.Errors);
        await end.CancelAsync();
        await frames;
    }
}

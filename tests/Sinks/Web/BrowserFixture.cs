using Microsoft.Playwright;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>The Chromium that Debian installs, started once for all tests of a class. Each page is a separate user.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly string[] arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Chromium))
        {
            Assertions.SetDefaultExpectTimeout(60_000);
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = arguments, Timeout = 120_000 });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (browser?.DisposeAsync() ?? default);
        playwright?.Dispose();
    }

    /// <summary>Opens a page; skips the test where there is no Chromium.</summary>
    internal async Task<BrowserPage> OpenAsync(int width = 1280, ColorScheme scheme = ColorScheme.Dark, int height = 844, bool touch = false)
    {
        Assert.SkipWhen(browser is null, $"{Chromium} is missing (apt-get install chromium)");
        return new BrowserPage(await browser.NewPageAsync(new BrowserNewPageOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = height }, HasTouch = touch }));
    }
}

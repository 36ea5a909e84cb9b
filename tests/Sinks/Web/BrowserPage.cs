using Microsoft.Playwright;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>The Chromium that Debian installs, with one page that is its own user.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly string[] arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly IPage page;

    private BrowserPage(IPlaywright playwright, IBrowser browser, IPage page)
    {
        this.playwright = playwright;
        this.browser = browser;
        this.page = page;
        page.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        page.PageError += (_, error) => Errors.Add(error);
        page.Console += (_, message) => Errors.Add(message.Text);
    }

    /// <summary>What went wrong on the page.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Starts it; skips the test where there is none.</summary>
    public static async Task<BrowserPage> OpenAsync(int width = 1280, ColorScheme scheme = ColorScheme.Dark)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is missing (apt-get install chromium)");
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = arguments, Timeout = 120_000 });
        return new BrowserPage(playwright, browser, await browser.NewPageAsync(new BrowserNewPageOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 844 } }));
    }

    /// <summary>Goes to an address.</summary>
    public async Task<IPage> VisitAsync(Uri address)
    {
        await page.GotoAsync(address.ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}

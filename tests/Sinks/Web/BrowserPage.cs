using Microsoft.Playwright;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>A page in a browser, with its own cookies and its errors.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly IPage page;

    /// <summary>Owns the page and its context.</summary>
    public BrowserPage(IPage page)
    {
        this.page = page;
        page.SetDefaultTimeout(60_000);
        page.PageError += (_, error) => Errors.Add(error);
        page.Console += (_, message) => Errors.Add(message.Text);
    }

    /// <summary>Errors of the page.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Goes to an address.</summary>
    public async Task<IPage> VisitAsync(Uri address)
    {
        await page.GotoAsync(address.ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        return page;
    }

    public async ValueTask DisposeAsync() => await page.Context.CloseAsync();
}

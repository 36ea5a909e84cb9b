using EdgeResNet.EdgeApp.Studio.Page;
using EdgeResNet.Tests.Sinks;
using EdgeResNet.Tests.Sinks.Web;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Studio.Page;

/// <summary>Studio's page in a browser, before a fake studio with moving pictures.</summary>
internal sealed class StudioView : IAsyncDisposable
{
    private readonly BrowserPage browser;
    private readonly PreviewHost host;
    private readonly PictureLoop loop;

    private StudioView(BrowserPage browser, StudioFake fake)
    {
        this.browser = browser;
        Fake = fake;
        host = new PreviewHost(set: settings => settings with { Page = StudioPage.Page, Routes = [fake] }, patience: TimeSpan.FromMinutes(10)); // its only result is not old
        loop = new PictureLoop(host.Preview) { Label = "cup" };
        host.Metrics.Publish(host.Result());
    }

    public StudioFake Fake { get; }

    /// <summary>The page, once it has shown its first state.</summary>
    public IPage Page { get; private set; } = null!;

    /// <summary>Errors of the page.</summary>
    public List<string> Errors => browser.Errors;

    /// <summary>Opens it; by default with two classes of six pictures.</summary>
    public static async Task<StudioView> OpenAsync(BrowserFixture chromium, int width = 1280, ColorScheme scheme = ColorScheme.Light, StudioFake? fake = null, bool touch = false)
    {
        StudioView view = new(await chromium.OpenAsync(width, scheme, touch: touch), fake ?? new StudioFake(("cup", 6), ("plate", 6)));
        view.Page = await view.browser.VisitAsync(view.host.Preview.Address);
        await Assertions.Expect(view.Page.Locator("#life")).Not.ToHaveTextAsync("connecting");
        return view;
    }

    /// <summary>Opens a view by its tab.</summary>
    public Task ShowAsync(string view) => Page.Locator($"#tab_{view}").ClickAsync();

    /// <summary>The card of a class.</summary>
    public ILocator Card(string name) => Page.Locator($".class[data-name='{name}']");

    /// <summary>The button that records a class.</summary>
    public ILocator Record(string name) => Card(name).Locator(".record");

    /// <summary>The tiles of the grid.</summary>
    public ILocator Tiles => Page.Locator("#grid [role=option]");

    /// <summary>Classes that were asked to be recorded, without renewals: null is the end.</summary>
    public string?[] Recorded()
    {
        List<string?> names = [];
        foreach (string? name in Fake.Asked("/api/studio/record").Select(body => (string?)body!["class"]))
        {
            if (names.Count == 0 || names[^1] != name)
            {
                names.Add(name);
            }
        }

        return [.. names];
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        Fake.Dispose();
        loop.Dispose();
        host.Dispose();
    }
}

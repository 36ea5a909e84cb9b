using System.Text.RegularExpressions;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>Opens the page in the Chromium that Debian installs.</summary>
public class WebPageTest(BrowserFixture chromium) : IClassFixture<BrowserFixture>
{
    // Draws the live picture on a canvas and adds its pixels up with their positions.
    private const string Fingerprint = """
        () => {
          const picture = document.getElementById('picture');
          if (!picture.naturalWidth) return 0;
          const canvas = document.createElement('canvas');
          canvas.width = picture.naturalWidth; canvas.height = picture.naturalHeight;
          const context = canvas.getContext('2d');
          context.drawImage(picture, 0, 0);
          const pixels = context.getImageData(200, 180, 240, 120).data;
          let sum = 0;
          for (let i = 0; i < pixels.length; i += 4) sum = (sum + pixels[i] * (1 + i / 4)) % 1e9;
          return sum;
        }
        """;

    [Fact]
    public async Task A_browser_shows_a_moving_picture_and_the_right_label()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Model, host.Preview);
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Sneaker");
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("stable");
        await Assertions.Expect(page.Locator("#ep")).ToHaveTextAsync("none · fp32");
        await MovesAsync(page);

        loop.Label = "<b>运动鞋</b>";
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("<b>运动鞋</b>"); // shown as text, not run as HTML
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task The_page_names_a_class_only_if_it_is_known()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        IPage page = await browser.VisitAsync(host.Preview.Address);
        loop.Change = state => state.Now.Truth = "Sneaker";
        await Assertions.Expect(page.Locator("#truth")).ToHaveClassAsync("truth right");
        await Assertions.Expect(page).ToHaveTitleAsync(new Regex("Sneaker · EdgeResNet live$"));
        await Assertions.Expect(page.Locator("#score")).ToHaveTextAsync("90.0 %");

        loop.Change = state => (state.Now.State, state.Now.Truth) = (ResultState.Unknown, "Sneaker");
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("unknown");
        await Assertions.Expect(page.Locator("#truth")).ToHaveClassAsync("truth"); // neither right nor wrong
        await Assertions.Expect(page).ToHaveTitleAsync(new Regex("unknown · EdgeResNet live$"));
        await Assertions.Expect(page.Locator("#score")).ToHaveTextAsync("closest: Sneaker, 90.0 %");

        loop.Change = state => (state.Now.State, state.Now.Label) = (ResultState.Changing, "Bag");
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Bag");
        await Assertions.Expect(page.Locator("#truth")).ToHaveClassAsync("truth wrong");
        await Assertions.Expect(page.Locator("#score")).ToHaveTextAsync(""); // that of another class would be wrong

        loop.Change = state => state.Now.State = ResultState.Lost;
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("lost");
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Bag"); // the last one stays
        await Assertions.Expect(page).ToHaveTitleAsync(new Regex("^⚠ EdgeResNet live$"));
        await Assertions.Expect(page.Locator("#known_value")).ToHaveTextAsync("–");
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task The_last_minutes_p99_excludes_older_ages()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#p99")).ToHaveTextAsync(new Regex("^[0-9.]+$"));
        Assert.Equal("–", await page.EvaluateAsync<string>("() => { drawGraph(performance.now() + 61000); return document.getElementById('p99').textContent; }"));
    }

    [Fact]
    public async Task The_page_reconnects_after_a_restart()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        int port;
        IPage page;
        using (PreviewHost first = new())
        {
            port = first.Preview.Address.Port;
            using PictureLoop loop = new(first.Preview);
            page = await browser.VisitAsync(first.Preview.Address);
            await MovesAsync(page);
            await page.EvaluateAsync("() => { window.sameAsBefore = true; }");
        }

        await Assertions.Expect(page.Locator("#notice")).ToContainTextAsync("no connection");
        using PreviewHost second = new(port: port);
        using PictureLoop again = new(second.Preview) { Label = "Coat" };
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Coat");
        await Assertions.Expect(page.Locator("#notice")).ToHaveTextAsync(new Regex("starting")); // this run has no result in its metrics
        await MovesAsync(page);
        Assert.True(await page.EvaluateAsync<bool>("() => window.sameAsBefore"));
    }

    [Fact]
    public async Task Buttons_keys_and_the_slider_reach_the_run()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new("correct horse");
        using PictureLoop loop = new(host.Preview);
        IPage page = await browser.VisitAsync(new Uri(host.Preview.Address, "?token=correct%20horse"));
        Assert.Equal(host.Preview.Address.ToString(), page.Url); // without the token
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync(" ");
        await Assertions.Expect(page.Locator("#pause")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.True(host.Controls.Paused);
        await Assertions.Expect(page.Locator("#life")).ToHaveTextAsync("paused");
        await page.Locator("#unknown").FillAsync("4.5");
        await Eventually.TrueAsync(() => host.Controls.UnknownBelow == 4.5);

        IDownload saved = await page.RunAndWaitForDownloadAsync(() => page.Locator("#snapshot").ClickAsync());
        Assert.EndsWith(".png", saved.SuggestedFilename, StringComparison.Ordinal);
        Assert.True(host.Controls.SnapshotRequested);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task The_slider_fits_cosines_and_a_held_state_is_shown()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new(change: output => output with { UnknownBy = "nearest_picture", UnknownBelow = 0.65, UnknownSpread = 0.08 });
        using PictureLoop loop = new(host.Model, host.Preview);
        loop.Change = state => (state.Now.State, state.Now.Known) = (ResultState.Unknown, 0.7123f);
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#measure")).ToHaveTextAsync("similarity");
        await Assertions.Expect(page.Locator("#known_value")).ToHaveTextAsync("0.712");
        await Assertions.Expect(page.Locator("#unknown_value")).ToHaveTextAsync("0.650");
        await Assertions.Expect(page.Locator("#settling")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("unknown, settling");
        await Assertions.Expect(page.Locator("#unknown")).ToHaveAttributeAsync("max", "1");
        await page.Locator("#unknown").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Eventually.TrueAsync(() => host.Controls.UnknownBelow == 0.652);

        loop.Change = state => (state.Now.State, state.Now.Known) = (ResultState.Unknown, 0.6f);
        await Assertions.Expect(page.Locator("#settling")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("unknown");
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_link_from_another_site_uses_the_existing_cookie()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new("secret");
        using PictureLoop loop = new(host.Preview);
        using LinkingSite site = new(new Uri(host.Preview.Address, "?token=secret"));
        IPage page = await browser.VisitAsync(site.Address);
        await page.Locator("a").ClickAsync();
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Sneaker");
    }

    [Fact]
    public async Task A_sinks_problem_stays_on_the_page_until_it_is_fixed()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new();
        SinkStatus record = new("record");
        host.Metrics.Facts.Sinks = [record];
        using PictureLoop loop = new(host.Preview);
        IPage page = await browser.VisitAsync(host.Preview.Address);
        record.Fail("the disk is full");
        record.CountLost(3);
        await Assertions.Expect(page.Locator("#warnings")).ToHaveTextAsync("recordthe disk is full (3 lost)");
        record.Mended();
        await Assertions.Expect(page.Locator("#warnings")).ToHaveTextAsync("");
    }

    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Light, Traits = [Long.Trait, Long.Value])]
    [InlineData(390, ColorScheme.Dark, Traits = [Long.Trait, Long.Value])]
    [InlineData(1400, ColorScheme.Light, Traits = [Long.Trait, Long.Value])]
    [InlineData(1400, ColorScheme.Dark)]
    public async Task Phones_fit_the_page_and_every_text_is_readable(int width, ColorScheme scheme)
    {
        await using BrowserPage browser = await chromium.OpenAsync(width, scheme);
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        host.Metrics.Publish(host.Result());
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Sneaker");
        Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width);
        string[] dull = await Contrast.DullTextsAsync(page);
        Assert.Empty(dull);
        Assert.Empty(await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('button, input')].filter(e => !(e.ariaLabel || e.innerText.trim() || e.labels?.length)).map(e => e.id)"));
    }

    private static async Task MovesAsync(IPage page)
    {
        IJSHandle first = await page.WaitForFunctionAsync(Fingerprint);
        double before = await first.JsonValueAsync<double>();
        await page.WaitForFunctionAsync($"before => {{ const now = ({Fingerprint})(); return now && now !== before; }}", before);
    }
}

using System.Text.RegularExpressions;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>The page for people with any screen, keyboard and sight, in Chromium.</summary>
public class WebPageUseTest(BrowserFixture chromium) : IClassFixture<BrowserFixture>
{
    private static readonly string longName = string.Join(' ', Enumerable.Repeat("hand-knitted pullover", 6))[..120];

    [Theory]
    [InlineData(1280, 720, ColorScheme.Light)]
    [InlineData(1280, 720, ColorScheme.Dark, Traits = [Long.Trait, Long.Value])]
    [InlineData(360, 740, ColorScheme.Light, Traits = [Long.Trait, Long.Value])]
    [InlineData(360, 740, ColorScheme.Dark)]
    public async Task Axe_finds_nothing_to_mend_in_any_state(int width, int height, ColorScheme scheme)
    {
        await using BrowserPage browser = await chromium.OpenAsync(width, scheme, height);
        IPage page;
        using (PreviewHost host = new())
        {
            page = await browser.VisitAsync(host.Preview.Address);
            await Assertions.Expect(page.Locator("#life")).Not.ToHaveTextAsync("connecting");
            await Accessibility.CheckAsync(page, "loading");
            SinkStatus record = new("record");
            host.Metrics.Facts.Sinks = [record];
            record.Fail("the disk is full");
            using PictureLoop loop = new(host.Preview);
            foreach (ResultState state in Enum.GetValues<ResultState>())
            {
                loop.Change = hud => (hud.Now.State, hud.Now.Truth) = (state, "Sneaker");
                host.Metrics.Publish(host.Result(state));
                await Assertions.Expect(page.Locator("#result")).ToHaveAttributeAsync("data-state", state.ToString().ToLowerInvariant());
                await Accessibility.CheckAsync(page, state.ToString());
            }

            await page.Locator("#overlay").ClickAsync();
            await page.Locator("#pause").ClickAsync();
            await Assertions.Expect(page.Locator("#pause")).ToHaveAttributeAsync("aria-pressed", "true");
            await Accessibility.CheckAsync(page, "paused, with overlay");
            await page.Locator("#help").ClickAsync();
            await Accessibility.CheckAsync(page, "keys");
            await page.Locator("#keys_close").ClickAsync();
        }

        await Assertions.Expect(page.Locator("#notice")).ToContainTextAsync("no connection");
        await Accessibility.CheckAsync(page, "ended");
    }

    [Fact]
    public async Task An_ended_program_says_so_everywhere()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        IPage page;
        using (PreviewHost host = new())
        {
            using PictureLoop loop = new(host.Preview);
            page = await browser.VisitAsync(host.Preview.Address);
            await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Sneaker");
        }

        await Assertions.Expect(page.Locator("#notice")).ToHaveTextAsync(new Regex("no connection.*last seen [0-9]"));
        await Assertions.Expect(page).ToHaveTitleAsync(new Regex("^⚠ "));
        foreach (string control in new[] { "#pause", "#snapshot", "#unknown" })
        {
            await Assertions.Expect(page.Locator(control)).ToBeDisabledAsync();
        }

        Assert.Empty(await Contrast.DullTextsAsync(page));
        Assert.Equal("1", await page.EvaluateAsync<string>("() => String(Math.min(...[...document.querySelectorAll('.tools, .tools *, .side')].map(e => getComputedStyle(e).opacity)))")); // opacity would take contrast away
    }

    [Fact]
    public async Task A_lost_source_keeps_its_last_result_in_grey()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        loop.Change = hud => hud.Now.State = ResultState.Lost;
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("lost");
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("no result yet"); // a source that was never there
        loop.Change = hud => (hud.Now.State, hud.Now.Truth) = (ResultState.Stable, "Sandal");
        await Assertions.Expect(page.Locator("#truth")).ToHaveTextAsync("truth Sandal");
        loop.Change = hud => hud.Now.State = ResultState.Lost;
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("lost");
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Sneaker");
        Assert.True(await page.EvaluateAsync<bool>("() => getComputedStyle(document.querySelector('#truth b')).color === getComputedStyle(document.getElementById('truth')).color"));
    }

    [Fact]
    public async Task Keys_work_from_every_button_and_can_be_switched_off()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Sneaker");
        foreach (string button in new[] { "#pause", "#snapshot", "#overlay", "#full", "#theme", "#help", "#unknown" })
        {
            bool before = host.Controls.Paused;
            await page.Locator(button).FocusAsync();
            await page.Keyboard.PressAsync("p");
            await Eventually.TrueAsync(() => host.Controls.Paused != before);
            await Assertions.Expect(page.Locator("#pause")).ToHaveAttributeAsync("aria-pressed", before ? "false" : "true"); // the page knows it too
        }

        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#keys")).ToBeVisibleAsync();
        Assert.All((string[])["space", "p", "s", "o", "f", "?"], key => Assert.Contains(key, page.Locator("#keys kbd").AllTextContentsAsync().Result));
        await page.Locator("#keys_on").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("o");
        await Assertions.Expect(page.Locator("#over")).ToBeHiddenAsync();
        Assert.Null(await page.Locator("#overlay").GetAttributeAsync("aria-keyshortcuts"));
        await page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.Locator("#help").ClickAsync();
        await Assertions.Expect(page.Locator("#keys_on")).Not.ToBeCheckedAsync(); // remembered
        await page.Locator("#keys_on").CheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("o");
        await Assertions.Expect(page.Locator("#over")).ToBeVisibleAsync();
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_button_keeps_focus_and_name_when_it_is_pressed()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Sneaker");
        await page.Locator("#snapshot").FocusAsync();
        await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));
        await Assertions.Expect(page.Locator("#snapshot")).ToBeFocusedAsync();
        await page.Locator("#pause").ClickAsync();
        await Assertions.Expect(page.Locator("#pause")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(page.Locator("#pause")).ToHaveAccessibleNameAsync("Pause"); // the state says the rest
    }

    [Fact]
    public async Task The_overlay_is_off_at_first_and_readable_on_a_phone()
    {
        await using BrowserPage browser = await chromium.OpenAsync(360, height: 740);
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview) { Label = longName };
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync(longName);
        await Assertions.Expect(page.Locator("#over")).ToBeHiddenAsync();
        Assert.Contains("overlay=false", await page.Locator("#picture").GetAttributeAsync("src"), StringComparison.Ordinal);
        await page.Locator("#overlay").ClickAsync();
        await Assertions.Expect(page.Locator("#over p")).ToContainTextAsync(longName);
        await Assertions.Expect(page.Locator("#over_more")).ToHaveTextAsync(new Regex("^[0-9.]+ % · [0-9.]+ m?s old$"));
        Assert.True(await page.EvaluateAsync<bool>("() => parseFloat(getComputedStyle(document.querySelector('#over p')).fontSize) >= 16"));
        Assert.True(await page.EvaluateAsync<bool>("() => { const [over, view] = ['#over p', '#view'].map(name => document.querySelector(name).getBoundingClientRect()); return over.right <= view.right && over.height < view.height / 2; }"));
        Assert.True(host.Controls.OverlayVisible); // others' pictures stay as they are
        await page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Assertions.Expect(page.Locator("#over")).ToBeVisibleAsync(); // remembered
    }

    [Theory]
    [InlineData("Sneaker", 3)]
    [InlineData("", 3)] // the long name
    [InlineData("Sneaker", 5)]
    public async Task A_small_laptop_shows_all_without_scrolling(string label, int bars)
    {
        await using BrowserPage browser = await chromium.OpenAsync(1280, ColorScheme.Light, 720);
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview) { Label = label.Length > 0 ? label : longName };
        loop.Change = hud =>
        {
            hud.Now.TopCount = bars;
            for (int i = 1; i < bars; i++)
            {
                hud.Now.Top[i] = new HudEntry(20 + i, $"{i} {longName}", 0.02f);
            }
        };
        host.Metrics.Publish(host.Result());
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator(".bar")).ToHaveCountAsync(bars);
        await page.WaitForFunctionAsync("() => { const card = document.getElementById('result').getBoundingClientRect(), last = Math.max(...[...document.querySelectorAll('.bar')].map(bar => bar.getBoundingClientRect().bottom)); return card.bottom - last > 0 && card.bottom - last < 30; }"); // as high as its bars
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.bar .name')].every(row => row.offsetHeight < 30)"); // a score stays on one line
        await page.WaitForFunctionAsync("() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth");
        if (label.Length == 0)
        {
            Assert.True(await page.EvaluateAsync<bool>("() => { const label = document.getElementById('label'); return label.title === label.textContent && label.clientHeight <= 2.5 * parseFloat(getComputedStyle(label).lineHeight); }"));
        }
    }

    [Fact]
    public async Task The_page_has_a_structure_and_the_graph_has_words()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview);
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#graph_text")).ToHaveTextAsync(new Regex("^Age: now [0-9.]+ ms, 99th percentile [0-9.]+ ms, highest [0-9.]+ ms. Inference: now [0-9.]+ ms"));
        await Assertions.Expect(page.Locator("h1")).ToHaveCountAsync(1);
        foreach (string section in new[] { "Live picture", "Result", "Times", "Threshold for unknown" })
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = section, Exact = true })).ToHaveCountAsync(1);
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = section, Level = 2, Exact = true })).ToHaveCountAsync(1);
        }

        foreach (AriaRole landmark in new[] { AriaRole.Banner, AriaRole.Main, AriaRole.Contentinfo })
        {
            await Assertions.Expect(page.GetByRole(landmark)).ToHaveCountAsync(1);
        }

        Assert.True(await page.EvaluateAsync<bool>("async () => { await document.fonts.ready; return [...document.fonts].every(font => font.status === 'loaded'); }"));
    }

    [Fact]
    public async Task The_page_is_loading_until_its_first_picture()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new();
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#life")).Not.ToHaveTextAsync("connecting");
        await Assertions.Expect(page.Locator("#notice")).ToContainTextAsync("loading");
        host.Metrics.Publish(host.Result());
        using PictureLoop loop = new(host.Preview);
        loop.Change = hud => host.Metrics.Publish(host.Result());
        await Assertions.Expect(page.Locator("#notice")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData("\u202Egnp.tac", "\u202Egnp.tac")]
    [InlineData("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>")]
    public async Task A_strange_name_changes_nothing_around_it(string name, string shown)
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        using PreviewHost host = new();
        using PictureLoop loop = new(host.Preview) { Label = name };
        loop.Change = hud => hud.Now.State = ResultState.Unknown;
        IPage page = await browser.VisitAsync(host.Preview.Address);
        await Assertions.Expect(page.Locator("#score bdi")).ToHaveTextAsync(shown);
        string direction = await page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('#score bdi')).unicodeBidi");
        Assert.Equal("isolate", direction);
        Assert.Equal(0, await page.Locator("#score img").CountAsync());
    }
}

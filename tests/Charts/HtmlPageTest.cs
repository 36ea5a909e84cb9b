using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Tests.Sinks.Web;
using EdgeResNet.Trainer.Report;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Charts;

/// <summary>What all reports share, as markup and in Chromium.</summary>
public sealed class HtmlPageTest(BrowserFixture chromium) : IClassFixture<BrowserFixture>, IDisposable
{
    private static readonly string longName = new('x', 120);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_wide_part_takes_the_focus_under_a_name_of_its_own()
    {
        XElement[] regions = [.. Parsed(Page(sortable: true)).Descendants("div").Where(part => (string?)part.Attribute("role") == "region")];
        Assert.All(regions, region => Assert.Equal("0", (string?)region.Attribute("tabindex")));
        Assert.Equal(["Classes", "Confusion", "Confusion, 2"], regions.Select(region => (string?)region.Attribute("aria-label")));
    }

    [Fact]
    public void Only_a_page_with_class_tables_has_a_script_and_only_this_one_may_run()
    {
        Assert.Empty(Parsed(Page(sortable: false)).Descendants("script"));
        XElement page = Parsed(Page(sortable: true));
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Assert.Single(page.Descendants("script")).Value)));
        string policy = page.Descendants("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!.Value;
        Assert.Contains($"script-src 'sha256-{hash}'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cat", null)]
    [InlineData("a <b> & \"dog\" with a name of more than a few letters", "a <b> & \"dog\" with a name of more than a few letters")]
    public void A_long_name_has_its_whole_text_as_title(string name, string? title)
    {
        XElement cell = XElement.Parse(HtmlPage.NameCell(name));
        Assert.Equal((name, title, "auto"), (cell.Value, (string?)cell.Attribute("title"), (string?)cell.Attribute("dir")));
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Reports_never_scroll_sideways_and_axe_finds_nothing(int width, ColorScheme scheme)
    {
        await using BrowserPage browser = await chromium.OpenAsync(width, scheme);
        IPage page = await VisitAsync(browser, Page(sortable: true));
        Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width);
        await Accessibility.CheckAsync(page, "report");
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_class_table_is_sorted_by_any_column_in_either_order()
    {
        await using BrowserPage browser = await chromium.OpenAsync();
        IPage page = await VisitAsync(browser, Page(sortable: true));
        Assert.Equal(["b", "a", "c", longName], await OrderAsync(page));
        await page.Locator("th button", new PageLocatorOptions { HasText = "recall" }).ClickAsync();
        Assert.Equal(["b", "a", longName, "c"], await OrderAsync(page)); // 9, 10, 20 %, unknown
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal([longName, "a", "b", "c"], await OrderAsync(page));
        await Assertions.Expect(page.Locator("th[aria-sort=descending]")).ToHaveTextAsync("recall");
        await page.Locator("th button", new PageLocatorOptions { HasText = "pictures" }).ClickAsync();
        Assert.Equal(["c", longName, "a", "b"], await OrderAsync(page)); // 3, 7, 20, 1,000
        await page.Locator("th button", new PageLocatorOptions { HasText = "class" }).ClickAsync();
        Assert.Equal(["a", "b", "c", longName], await OrderAsync(page));
        Assert.Empty(browser.Errors);
    }

    private static Task<string[]> OrderAsync(IPage page) => page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.sorts tbody tr')].map(row => row.cells[0].textContent)");

    private async Task<IPage> VisitAsync(BrowserPage browser, string html)
    {
        await File.WriteAllTextAsync(folder["page.html"], html, TestContext.Current.CancellationToken);
        return await browser.VisitAsync(new Uri(folder["page.html"]));
    }

    private static XElement Parsed(string html) => XDocument.Parse(html).Root!;

    private static string Page(bool sortable)
    {
        HtmlPage page = TrainingPage.Begin($"resnet18 on {longName}");
        page.Tiles([("98.00 %", $"top-1 on {longName}", false)]);
        page.Heading("Classes");
        page.Table([["class", "precision", "recall", "F1", "pictures"], ["b", "1 %", "9.00 %", "1 %", "1,000"], ["a", "1 %", "10.00 %", "1 %", "20"], ["c", "1 %", "–", "1 %", "3"], [longName, "1 %", "20.00 %", "1 %", "7"]], sortable);
        page.Heading("Confusion");
        page.Wide($"<figure>{ConfusionChart.Draw(Confusions.Of([longName, "b"]))}</figure>");
        page.Wide($"<figure>{ConfusionChart.Draw(Confusions.Of([.. Enumerable.Range(0, 20).Select(i => $"class {i}")]))}</figure>");
        page.Heading("Recipe");
        page.Facts([new Fact("data", longName), new Fact("batch", "32", Marked: true)]);
        return page.ToString();
    }
}

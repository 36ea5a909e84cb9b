using System.Net;
using EdgeResNet.EdgeApp.Sinks.Web;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Sinks;

/// <summary>Opens the page in the Chromium that Debian installs.</summary>
public class WebPageTest
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly string[] arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

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
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is missing (apt-get install chromium)");
        using WebPreview preview = new(new IPEndPoint(IPAddress.Loopback, 0));
        preview.Start();
        using PictureLoop loop = new(preview);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = arguments, Timeout = 120_000 });
        IPage page = await browser.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        List<string> errors = [];
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) => errors.Add(message.Text);
        await page.GotoAsync(preview.Address.ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("Sneaker");
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("stable");
        await Assertions.Expect(page.Locator("#ep")).ToHaveTextAsync("cpu");

        IJSHandle first = await page.WaitForFunctionAsync(Fingerprint);
        double before = await first.JsonValueAsync<double>();
        await page.WaitForFunctionAsync($"before => {{ const now = ({Fingerprint})(); return now && now !== before; }}", before);

        loop.Label = "<b>运动鞋</b>";
        await Assertions.Expect(page.Locator("#label")).ToHaveTextAsync("<b>运动鞋</b>"); // shown as text, not run as HTML
        Assert.Empty(errors);
    }
}

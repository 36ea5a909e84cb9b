using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Data;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Pretrained;
using EdgeResNet.Tests.Sinks.Web;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Studio.Page;

/// <summary>
/// Teaches a camera three things from the page alone, in Chromium. Bounds of time are loose, since other tests run beside it;
/// with the variable <c>STUDIO_STRICT</c> they are those of a quiet machine with two cores.
/// </summary>
public class TaughtCameraTest(BrowserFixture chromium, ImageNetBackboneFixture backbone) : IClassFixture<BrowserFixture>, IClassFixture<ImageNetBackboneFixture>
{
    private const int Taught = 20; // pictures of a class
    private const int Asked = 20; // others of the same class
    private static readonly (string Name, int Label)[] things = [("dress", 3), ("sneaker", 7), ("bag", 8)];
    private static readonly bool strict = Environment.GetEnvironmentVariable("STUDIO_STRICT") is not null;
    private static readonly TimeSpan turn = TimeSpan.FromMilliseconds(150); // between pictures that the camera shows while a class is recorded

    // Looks at each frame of the screen whether a patch of the live picture has changed, and keeps the longest time that it did not. The camera's noise makes all pictures differ.
    private const string Watch = """
        () => {
          const picture = document.getElementById('picture'), canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 8 }), c = canvas.getContext('2d', { willReadFrequently: true });
          window.stood = { longest: 0, changes: 0, ages: [] };
          let last = '', since = performance.now();
          (function look() {
            if (picture.naturalWidth) {
              c.drawImage(picture, 100, 100, 32, 8, 0, 0, 32, 8);
              const now = performance.now(), pixels = c.getImageData(0, 0, 32, 8).data.join();
              if (pixels !== last) { stood.longest = Math.max(stood.longest, now - since); stood.changes++; last = pixels; since = now; }
            }
            requestAnimationFrame(look);
          })();
          parts.push(s => stood.ages.push(s.age_ms));
        }
        """;

    // Ends when a class has so many pictures.
    private const string Counted = """
        ([name, least]) => new Promise(done => {
          const facts = document.querySelector(`.class[data-name='${name}'] .facts`), look = () => parseInt(facts.textContent) >= least && (watch.disconnect(), done());
          const watch = new MutationObserver(look);
          watch.observe(facts, { childList: true, characterData: true, subtree: true });
          look();
        })
        """;

    private const string Begin = "() => Object.assign(stood, { longest: 0, changes: 0, ages: [] })";

    [Fact, Long]
    public async Task Twenty_pictures_of_three_things_make_a_classifier_in_a_minute()
    {
        Assert.SkipUnless(Directory.Exists(FashionMnist.DebianFolder), "the Debian package dataset-fashion-mnist is not installed");
        Assert.True(File.Exists(backbone.File)); // the network that studio begins with
        using TemporaryFolder folder = new();
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.LoadPictures(Pictures());
        await using BrowserPage browser = await chromium.OpenAsync();
        await using StudioProcess studio = await StudioProcess.StartAsync(folder["pictures"], ["--wait"], camera.Environment);
        IPage page = await browser.VisitAsync(studio.Address);
        await Assertions.Expect(page.Locator("#life")).ToHaveTextAsync("live");
        await page.EvaluateAsync(Watch);
        await page.WaitForFunctionAsync("() => stood.changes > 30"); // compiled and running
        await page.EvaluateAsync(Begin);
        await RealTime.PassAsync(TimeSpan.FromSeconds(strict ? 16 : 5), TestContext.Current.CancellationToken);
        Stood undisturbed = await StoodAsync(page);

        await page.EvaluateAsync(Begin);
        long started = Stopwatch.GetTimestamp();
        await page.Locator("[name=rate][value='8']").CheckAsync(new LocatorCheckOptions { Force = true });
        foreach ((string name, _) in things)
        {
            await page.Locator("#add_name").FillAsync(name);
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.Locator($".class[data-name='{name}']")).ToBeVisibleAsync();
        }

        for (int i = 0; i < things.Length; i++)
        {
            await RecordAsync(page, camera, things[i].Name, first: i * (Taught + Asked));
        }

        int right = 0;
        await ShowsAsync(page, camera, 0, things[0].Name, patience: 30_000); // the last head is in place
        TimeSpan made = Stopwatch.GetElapsedTime(started);
        Stood teaching = await StoodAsync(page);
        for (int i = 0; i < things.Length; i++)
        {
            for (int picture = Taught; picture < Taught + Asked; picture++)
            {
                right += await ShowsAsync(page, camera, (i * (Taught + Asked)) + picture, things[i].Name, patience: 1500) ? 1 : 0;
            }
        }

        string seen = string.Create(CultureInfo.InvariantCulture, $"made in {made.TotalSeconds:0} s; {right} of {things.Length * Asked} right; age p99 {undisturbed.AgeP99:0} ms undisturbed, {teaching.AgeP99:0} ms while taught; the picture stood still for {undisturbed.Longest:0} and {teaching.Longest:0} ms at most");
        TestContext.Current.SendDiagnosticMessage(seen);
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "taught-camera.txt"), seen + "\n", TestContext.Current.CancellationToken);
        Assert.Empty(browser.Errors);
        Assert.True(made < TimeSpan.FromSeconds(strict ? 90 : 240), seen);
        Assert.True(right >= 0.9 * things.Length * Asked, seen);
        Assert.True(teaching.Longest <= (strict ? 200 : 3000), seen);
        Assert.True(teaching.AgeP99 <= undisturbed.AgeP99 + (strict ? 20 : 500), seen);
    }

    /// <summary>Holds a class's button until it has its pictures, while the camera shows one after the other.</summary>
    private static async Task RecordAsync(IPage page, FakeCamera camera, string name, int first)
    {
        camera.Show(first);
        await RealTime.PassAsync(turn, TestContext.Current.CancellationToken);
        await page.Locator($".class[data-name='{name}'] .record").HoverAsync();
        await page.Mouse.DownAsync();
        // The page tells the number by itself: to ask it again and again would take time from what is measured.
        Task recorded = page.EvaluateAsync(Counted, new object[] { name, Taught });
        for (int i = 0; !recorded.IsCompleted; i++)
        {
            Assert.True(i < 400, await page.Locator($".class[data-name='{name}'] .facts").TextContentAsync());
            camera.Show(first + (i % Taught));
            await Task.WhenAny(recorded, RealTime.PassAsync(turn, TestContext.Current.CancellationToken));
        }

        await recorded;
        await page.Mouse.UpAsync();
        await Assertions.Expect(page.Locator($".class[data-name='{name}'] .record")).ToHaveAttributeAsync("aria-pressed", "false");
    }

    /// <summary>Whether the page calls a picture by a name, in time and calmly.</summary>
    private static async Task<bool> ShowsAsync(IPage page, FakeCamera camera, int picture, string name, float patience)
    {
        camera.Show(picture);
        try
        {
            await page.WaitForFunctionAsync("name => document.getElementById('label').textContent === name && document.getElementById('result').dataset.state === 'stable'", name, new PageWaitForFunctionOptions { Timeout = patience });
            await RealTime.PassAsync(TimeSpan.FromMilliseconds(400), TestContext.Current.CancellationToken); // an answer to the picture before would change now
            return await page.Locator("#label").TextContentAsync() == name;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task<Stood> StoodAsync(IPage page)
    {
        double[] figures = await page.EvaluateAsync<double[]>("() => [stood.longest, stood.ages.toSorted((a, b) => a - b)[Math.floor((stood.ages.length - 1) * .99)] ?? 0]");
        return new Stood(figures[0], figures[1]);
    }

    /// <summary>Pictures of the test set, three things one after the other, twice as large as a square of the camera's picture.</summary>
    private static IEnumerable<byte[]> Pictures()
    {
        (_, byte[] pixels) = IdxFile.Read(Path.Combine(FashionMnist.DebianFolder, "t10k-images-idx3-ubyte.gz"), rank: 3);
        (_, byte[] labels) = IdxFile.Read(Path.Combine(FashionMnist.DebianFolder, "t10k-labels-idx1-ubyte.gz"), rank: 1);
        return things.SelectMany(thing => Enumerable.Range(0, labels.Length).Where(i => labels[i] == thing.Label).Take(Taught + Asked)).Select(i => Enlarged(pixels.AsSpan(i * FashionMnist.Size * FashionMnist.Size, FashionMnist.Size * FashionMnist.Size)));
    }

    private static byte[] Enlarged(ReadOnlySpan<byte> small)
    {
        byte[] large = new byte[FakeCamera.PictureWidth * FakeCamera.PictureHeight];
        const int Left = (FakeCamera.PictureWidth - FakeCamera.PictureHeight) / 2;
        for (int y = 0; y < FakeCamera.PictureHeight; y++)
        {
            for (int x = 0; x < FakeCamera.PictureHeight; x++)
            {
                large[(y * FakeCamera.PictureWidth) + Left + x] = small[(y * FashionMnist.Size / FakeCamera.PictureHeight * FashionMnist.Size) + (x * FashionMnist.Size / FakeCamera.PictureHeight)];
            }
        }

        return large;
    }

    /// <summary>What was seen on the page.</summary>
    /// <param name="Longest">Longest time in milliseconds without a new picture.</param>
    /// <param name="AgeP99">99th percentile of the results' age in milliseconds.</param>
    private sealed record Stood(double Longest, double AgeP99);
}

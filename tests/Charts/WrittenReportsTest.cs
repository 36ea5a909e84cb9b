using System.CommandLine;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Tests.Bench;
using EdgeResNet.Tests.Export;
using EdgeResNet.Tests.Inference;
using EdgeResNet.Tests.Sinks.Web;
using EdgeResNet.Trainer.Verbs;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Charts;

/// <summary>The reports of all verbs in Chromium, with names that are too long for a phone.</summary>
[Long]
public sealed class WrittenReportsTest(BrowserFixture chromium) : IClassFixture<BrowserFixture>, IDisposable
{
    private static readonly string longName = new('x', 120);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("train")]
    [InlineData("data check")]
    [InlineData("bench")]
    [InlineData("pipeline")]
    public async Task A_report_fits_a_phone_and_axe_finds_nothing(string verb)
    {
        Uri report = new(Write(verb));
        foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using BrowserPage browser = await chromium.OpenAsync(360, scheme, 740);
            IPage page = await browser.VisitAsync(report);
            Assert.Equal(360, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
            await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(part => { part.open = true; })");
            await Accessibility.CheckAsync(page, $"{verb}, {scheme}");
            Assert.Empty(browser.Errors);
        }
    }

    private string Write(string verb)
    {
        if (verb is "bench" or "pipeline")
        {
            string model = verb == "bench" ? TinyModel.WriteBundle(folder["tiny"], changeCard: card => card with { Name = longName }) : ShippedModel.Path;
            string[] source = verb == "bench" ? [] : ["--scenario", "pipeline", "--source", "demo:fashion?fps=200"];
            Assert.Equal(0, BenchProgram.Run(model, ["--threads", "1", "--threads", "2", "--min-queries", "60", "--min-seconds", "0.1", "--html", folder["report.html"], .. source]).Code);
            return folder["report.html"];
        }

        PictureFolder.Create(folder[$"{longName}/pets"], perClass: 8, "cat", longName);
        string pets = folder[$"{longName}/pets"];
        string[] arguments = verb == "train"
            ? ["train", "--data", $"folder:{pets}", "--arch", "resnet20", "--width", "0.25", "--image-size", "24", "--epochs", "2", "--max-steps", "3", "--out", folder["run"]]
            : ["data", "check", pets, "--no-labels", "--html", folder["report.html"]];
        using StringWriter errors = new();
        RootCommand root = [TrainVerb.Create(), DataVerb.Create()];
        int code = VerbRunner.Run(root, arguments, TextWriter.Null, errors);
        Assert.True(code == 0, errors.ToString());
        return verb == "train" ? folder["run/report.html"] : folder["report.html"];
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Evaluation;
using EdgeResNet.Trainer.Export;

namespace EdgeResNet.Trainer.Training;

/// <summary><c>report.html</c>: a run for people, in one file that needs nothing else.</summary>
internal static class ReportPage
{
    /// <summary>Writes the page.</summary>
    public static string Write(RunSpec spec, RunSummary summary, ClassificationMetrics metrics, IReadOnlyList<EpochMetrics> epochs)
    {
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>{{Text(summary.Arch)}} on {{Text(summary.Data)}}</title>
            <style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
            table{border-collapse:collapse}td,th{padding:.2rem .8rem;border-bottom:1px solid #ddd;text-align:right}td:first-child,th:first-child{text-align:left}
            pre{background:#f4f4f4;padding:1rem;overflow:auto}svg{max-width:100%;height:auto}</style></head><body>
            <h1>{{Text(summary.Arch)}} on {{Text(summary.Data)}}</h1>
            <p><b>{{Percent(summary.Top1)}}</b> top-1 of the exported file on {{summary.Samples:N0}} pictures of {{Text(summary.Dataset)}};
            validation {{Percent(summary.ValTop1)}} in epoch {{summary.BestEpoch}} of {{summary.Epochs}}; calibration error {{Percent(summary.Ece)}};
            {{summary.Params:N0}} parameters; {{summary.ImagesPerS:F0}} images/s on {{Text(summary.Device)}}, {{TimeSpan.FromSeconds(summary.Seconds):h\:mm\:ss}} of training.</p>
            <h2>Curves</h2>
            {{CurvesPicture.Draw(epochs)}}
            <h2>Confusion</h2>
            {{ConfusionPicture.Draw(metrics)}}
            <h2>Classes</h2>
            <table><tr><th>class</th><th>precision</th><th>recall</th><th>F1</th><th>pictures</th></tr>

            """);
        foreach (ClassMetrics row in metrics.PerClass)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(row.Label)}</td><td>{Percent(row.Precision)}</td><td>{Percent(row.Recall)}</td><td>{Percent(row.F1)}</td><td>{row.Support:N0}</td></tr>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"""
            </table>
            <h2>Recipe and machine</h2>
            <pre>{Text(JsonSerializer.Serialize(spec.Recipe, StrictJson.Options))}</pre>
            <pre>{Text(JsonSerializer.Serialize(summary.Host, StrictJson.Options))}</pre>
            </body></html>

            """);
        return page.ToString();
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2} %");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

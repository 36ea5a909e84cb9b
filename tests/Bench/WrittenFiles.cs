using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using EdgeResNet.Shared.Charts;

namespace EdgeResNet.Tests.Bench;

/// <summary>Requirements on every page and trace.</summary>
internal static class WrittenFiles
{
    private static readonly string?[] phases = ["X", "M", "C", "i"];

    /// <summary>Well-formed, with the charts, and self-contained.</summary>
    public static void CheckPage(string html)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XElement page = XDocument.Load(reader).Root!;
        Assert.Equal("html", page.Name.LocalName);
        XNamespace svg = "http://www.w3.org/2000/svg";
        Dictionary<string, XElement> charts = page.Descendants(svg + "svg").GroupBy(chart => chart.Element(svg + "title")!.Value).ToDictionary(same => same.Key, same => same.First());
        foreach (string chart in new[] { "histogram of the latency", "latency by percentile", "latency over time", "time by stage" })
        {
            Assert.Contains(chart, charts.Keys);
        }

        Assert.Contains(charts["latency over time"].Elements(svg + "polyline"), line => line.Attribute("stroke")!.Value == Svg.Series[0] && line.Attribute("points")!.Value.Contains(' ', StringComparison.Ordinal)); // more than a point
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object");
        Assert.DoesNotContain(page.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "src" or "href" or "srcset");
        Assert.DoesNotContain("http://", html.Replace($"xmlns=\"{svg}\"", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase); // the name space is a name
        Assert.DoesNotContain("https://", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", html, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
    }

    /// <summary>Complete events with their lengths; stages lie within their query, queries follow one another.</summary>
    public static void CheckTrace(JsonElement trace, string whole, int queries)
    {
        JsonElement[] events = [.. trace.GetProperty("traceEvents").EnumerateArray()];
        Assert.All(events, each => Assert.Contains(each.GetProperty("ph").GetString(), phases));
        (string Name, decimal Start, decimal End)[] spans =
        [
            .. events.Where(each => each.GetProperty("ph").GetString() == "X" && each.GetProperty("tid").GetInt32() == 1 && each.GetProperty("pid").GetInt32() == 0)
                .Select(each => (each.GetProperty("name").GetString()!, each.GetProperty("ts").GetDecimal(), each.GetProperty("ts").GetDecimal() + each.GetProperty("dur").GetDecimal())),
        ];
        Assert.All(spans, span => Assert.True(span.End >= span.Start));
        (string Name, decimal Start, decimal End)[] parents = [.. spans.Where(span => span.Name == whole)];
        Assert.Equal(queries, parents.Length);
        int parent = -1;
        foreach ((string name, decimal start, decimal end) in spans)
        {
            if (name == whole)
            {
                parent++;
                Assert.True(parent == 0 || start >= parents[parent - 1].End);
            }
            else
            {
                Assert.True(start >= parents[parent].Start && end <= parents[parent].End, $"{name} from {start} to {end} is not within {parents[parent]}");
            }
        }
    }
}

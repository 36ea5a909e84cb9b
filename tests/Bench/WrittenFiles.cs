using System.Xml;
using System.Xml.Linq;
using EdgeResNet.Shared.Charts;

namespace EdgeResNet.Tests.Bench;

/// <summary>Requirements on every page.</summary>
internal static class WrittenFiles
{
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
}

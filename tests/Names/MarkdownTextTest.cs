using System.Net;
using System.Text.RegularExpressions;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Tests.Inference;
using Markdig;

namespace EdgeResNet.Tests.Names;

public sealed partial class MarkdownTextTest : IDisposable
{
    private static readonly MarkdownPipeline renderer = new MarkdownPipelineBuilder().UseAdvancedExtensions().UseEmojiAndSmiley().Build();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(NastyNames.Markup), MemberType = typeof(NastyNames))]
    public void A_name_renders_as_its_own_text(string name)
    {
        Assert.Equal($"<p>{Words(name)}</p>", Render(MarkdownText.Of(name)));
        Assert.Matches($"^<h1[^>]*>{Regex.Escape(Words(name))}</h1>$", Render($"# {MarkdownText.Of(name)}"));
        Assert.Contains($"<td>{Words(name)}</td>\n<td>1</td>", Render($"| a | b |\n|---|---|\n| {MarkdownText.Of(name)} | 1 |"), StringComparison.Ordinal);
        Assert.Equal(Words(name.Trim()), Words(WebUtility.HtmlDecode(Tag().Replace(Render(MarkdownText.Code(name)), "")).Trim()));
    }

    [Theory]
    [MemberData(nameof(NastyNames.Markup), MemberType = typeof(NastyNames))]
    public void A_bundles_page_has_the_same_elements_with_any_name(string name) =>
        Assert.Equal(Elements(Page("plain")), Elements(Page(name)));

    [Theory]
    [MemberData(nameof(NastyNames.Hidden), MemberType = typeof(NastyNames))]
    public void A_bundles_page_shows_what_is_hidden(string name, string shown)
    {
        string page = Page(name);
        Assert.Equal(Elements(Page("plain")), Elements(page));
        Assert.Contains($"<td>{Words(shown)}</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(page, c => c is not '\n' && (char.IsControl(c) || c is (>= '\u200b' and <= '\u200f') or (>= '\u2028' and <= '\u202e')));
    }

    private static string Render(string markdown) => Markdown.ToHtml(markdown, renderer).TrimEnd();

    // How a renderer writes a text: encoded, without blanks at its end.
    private static string Words(string text) => text.TrimEnd().Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    private static string[] Elements(string html) => [.. Tag().Matches(html).Select(match => match.Groups["name"].Value)];

    /// <summary>The page of a bundle whose every text is <paramref name="name"/>.</summary>
    private string Page(string name)
    {
        ModelCard card = StrictJson.Read<ModelCard>(Path.Combine(TinyModel.WriteBundle(folder["b"]), ModelBundle.CardFile));
        card = card with
        {
            Name = name,
            Architecture = card.Architecture with { Name = name },
            Input = card.Input with { Name = name },
            Output = card.Output with { Name = name, Labels = [name, "medium", "bright"], Features = name, Activations = name },
            Metrics = new MetricsSpec(name, 3, 1, 0, Method: name),
            Selection = new SelectionSpec(name, 1, 1, 1),
            Calibration = null,
            Files = card.Files.ToDictionary(file => file.Key, file => file.Value with { Path = name, Conversion = new ConversionSpec(name, 1, [name], 0, name, name, 1) }),
            Training = card.Training with { Commit = name, Torch = name, Host = name, Parent = new ParentSpec(name, name) },
            License = name,
            DataLicense = name,
        };
        MetricsAccumulator metrics = new(card.Output.Labels);
        metrics.Add([1, 0, 0], 0);
        return CodeSpan().Replace(Render(ModelPage.Write(card, MeasuredParts.Of(card, metrics.Summarize()), 0, hasCurves: false, 3, choseCheckpoint: false)), "$1"); // a name with a backtick is no span
    }

    [GeneratedRegex("</?(?<name>[a-z0-9]+)[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<code>(.*?)</code>")]
    private static partial Regex CodeSpan();
}

using System.Globalization;
using System.Text;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Trainer.Report;

/// <summary>Wrong answers with embedded pictures.</summary>
internal static class MistakeGallery
{
    /// <summary>Writes a card for each mistake: the preprocessed picture (large ones shrunk), answer, true class and origin.</summary>
    public static string Write(IReadOnlyList<Mistake> mistakes, IImageSet images, InputSpec input)
    {
        InputSpec small = Thumbnail.Shrunk(input);
        Preprocessor preprocessor = new(small);
        byte[] pixels = new byte[small.Bytes];
        StringBuilder cards = new("<div class=\"cards\">\n");
        foreach (Mistake mistake in mistakes)
        {
            images.Read(mistake.Index, preprocessor, pixels);
            string answer = HtmlPage.Text(images.Classes[mistake.Answer]);
            string truth = HtmlPage.Text(images.Classes[mistake.Truth]);
            string origin = images.Origin(mistake.Index);
            cards.Append(CultureInfo.InvariantCulture, $"<figure class=\"mistake\"><img alt=\"{truth}\" title=\"{HtmlPage.Text(origin)}\" src=\"{Thumbnail.DataUri(pixels, small, lossy: false)}\"/><b><bdi>{answer}</bdi></b> {100 * mistake.Score:0.0} %<br/>truth: <b><bdi>{truth}</bdi></b> {100 * mistake.TruthScore:0.0} %<br/><span class=\"soft\">{HtmlPage.Name(Path.GetFileName(origin))}</span></figure>\n");
        }

        return cards.Append("</div>\n").ToString();
    }
}

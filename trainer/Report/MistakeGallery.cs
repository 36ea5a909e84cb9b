using System.Globalization;
using System.Net;
using System.Text;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Evaluation;
using EdgeResNet.Trainer.Export;
using SkiaSharp;

namespace EdgeResNet.Trainer.Report;

/// <summary>Wrong answers with their pictures, which lie inside the page.</summary>
internal static class MistakeGallery
{
    private const int LongestSide = 96;

    /// <summary>Writes a card for each mistake: the picture as the network gets it, shrunk where it is large, answer, truth and origin.</summary>
    public static string Write(IReadOnlyList<Mistake> mistakes, IImageSet images, InputSpec input)
    {
        InputSpec small = Shrunk(input);
        Preprocessor preprocessor = new(small);
        byte[] pixels = new byte[small.Bytes];
        StringBuilder cards = new("<div class=\"cards\">\n");
        foreach (Mistake mistake in mistakes)
        {
            images.Read(mistake.Index, preprocessor, pixels);
            string answer = Text(images.Classes[mistake.Answer]);
            string truth = Text(images.Classes[mistake.Truth]);
            string origin = images.Origin(mistake.Index);
            cards.Append(CultureInfo.InvariantCulture, $"<figure class=\"mistake\"><img alt=\"{truth}\" title=\"{Text(origin)}\" src=\"data:image/png;base64,{Png(pixels, small)}\"/><b>{answer}</b> {100 * mistake.Score:0.0} %<br/>truth: <b>{truth}</b> {100 * mistake.TruthScore:0.0} %<br/><span class=\"soft\">{Text(Path.GetFileName(origin))}</span></figure>\n");
        }

        return cards.Append("</div>\n").ToString();
    }

    private static InputSpec Shrunk(InputSpec input)
    {
        double scale = Math.Min(1, (double)LongestSide / Math.Max(input.Height, input.Width));
        return input with { Height = Math.Max(1, (int)Math.Round(scale * input.Height)), Width = Math.Max(1, (int)Math.Round(scale * input.Width)) };
    }

    private static string Png(ReadOnlySpan<byte> pixels, InputSpec input)
    {
        using SKBitmap bitmap = TileBitmap.Create(input);
        TileBitmap.Paste(bitmap, pixels, input);
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return Convert.ToBase64String(png.AsSpan());
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

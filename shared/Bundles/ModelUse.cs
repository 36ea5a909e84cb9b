using System.Globalization;
using System.Text;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Bundles;

/// <summary>The part of a bundle's page that says how to use the model.</summary>
internal static class ModelUse
{
    /// <summary>Adds what goes in and what comes out.</summary>
    public static void Interface(StringBuilder page, ModelCard card)
    {
        Line("## Input and output");
        Line($"- Input {MarkdownText.Code(card.Input.Name)}: {card.Input.Dtype} `[N, {card.Input.Height}, {card.Input.Width}, {card.Input.Channels}]` ({card.Input.Layout}, {(card.Input.Channels == 1 ? "one grey channel, BT.601 luma" : "RGB")}), raw pixels 0 to 255. Normalisation (mean {List(card.Input.Mean)}, standard deviation {List(card.Input.Std)} of pixels in 0 to 1) is inside the graph.");
        Line($"- A picture of another size is {PreprocessingText.Of(card.Input)}.");
        Line($"- Output {MarkdownText.Code(card.Output.Name)}: float32 `[N, {card.Output.Labels.Count}]`, one logit per class; `softmax(logits / {Number(card.Output.Temperature)})` gives scores, the energy is `{Number(card.Output.Temperature)} · log Σ exp(logits / {Number(card.Output.Temperature)})`.");
        if (card.Output.Known is string known)
        {
            Line($"- Output {MarkdownText.Code(known)}: float32 `[N]`, {Measure(card.Output.UnknownBy)}; below {Number(card.Output.UnknownBelow)} the picture is unknown.");
        }

        if (card.Output.Features is string features)
        {
            Line($"- Outputs {MarkdownText.Code(features)} and {MarkdownText.Code(card.Output.Activations ?? "")}, on request: the features before the last layer, and the last map.");
        }

        Line($"- Labels, input and training are in the file's metadata, key `{EmbeddedCard.Key}`; `card.json` has all of it.");

        void Line(string text) => page.Append(text).Append('\n');
    }

    /// <summary>Adds how to use the bundle, from this repository and from elsewhere.</summary>
    public static void Commands(StringBuilder page, ModelCard card)
    {
        string shape = $"{card.Input.Height}, {card.Input.Width}, {card.Input.Channels}";
        page.Append($$"""
            ## Use
            With this repository, where BUNDLE is this folder:
            ```
            ./edgeresnet live --model BUNDLE --source camera:0 --window
            ./edgeresnet classify --model BUNDLE picture.jpg
            ```
            From Python:
            ```python
            import json, numpy, onnxruntime
            session = onnxruntime.InferenceSession("model.onnx")
            labels = json.loads(session.get_modelmeta().custom_metadata_map["{{EmbeddedCard.Key}}"])["output"]["labels"]
            pixels = numpy.zeros((1, {{shape}}), numpy.uint8)  # your picture
            logits = session.run(None, {"{{MarkdownText.Quoted(card.Input.Name)}}": pixels})[0]
            print(labels[logits[0].argmax()])
            ```
            From JavaScript:
            ```js
            const ort = require('onnxruntime-node');
            const session = await ort.InferenceSession.create('model.onnx');
            const pixels = new Uint8Array({{card.Input.Bytes}});  // your picture
            const { "{{MarkdownText.Quoted(card.Output.Name)}}": logits } = await session.run({ "{{MarkdownText.Quoted(card.Input.Name)}}": new ort.Tensor('uint8', pixels, [1, {{shape}}]) });
            ```

            """);
    }

    /// <summary>A measure of <see cref="UnknownMeasure"/> in a sentence.</summary>
    public static string Measure(string name) => name switch
    {
        UnknownMeasure.MaxSoftmax => "a highest score",
        UnknownMeasure.NearestMean => "a cosine to the nearest class mean",
        UnknownMeasure.NearestPicture => "a cosine to the nearest picture that was learned",
        _ => "an energy",
    };

    /// <summary>A number with all its digits.</summary>
    public static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string List(IEnumerable<double> values) => string.Join(", ", values.Select(Number));
}

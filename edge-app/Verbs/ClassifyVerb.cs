using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Capture.Files;
using EdgeResNet.Shared.Addresses;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary><c>classify</c>: classifies pictures and folders.</summary>
internal static class ClassifyVerb
{
    private const int DefaultTop = 3;

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "A bundle folder, an .onnx file, or a name such as torchvision:resnet18.", Required = true };
        Option<int> top = new("--top") { Description = "Number of classes to show.", DefaultValueFactory = _ => DefaultTop };
        Option<bool> json = new("--json") { Description = "Print one JSON object per line instead of a table." };
        Option<bool> explain = new("--explain") { Description = "Name the training pictures that each picture reminds of; with --json, as the key nearest." };
        Option<string?> maps = new("--maps") { Description = "Write each picture, with what speaks for its label marked, into this folder as PNG.", HelpName = "DIR" };
        Argument<string[]> paths = new("PATH") { Description = "Pictures, and folders with pictures at any depth.", Arity = ArgumentArity.OneOrMore };
        Command command = new("classify", "Classify pictures and folders of pictures.") { model, top, json, explain, maps, paths };
        command.SetAction((parsed, stop) =>
        {
            int k = parsed.GetValue(top);
            if (k < 1)
            {
                throw new UsageException($"--top {k}: expected 1 or more");
            }

            ModelBundle bundle = ModelBundle.Open(ModelName.Resolve(parsed.GetRequiredValue(model), stop));
            InvocationConfiguration console = parsed.InvocationConfiguration;
            List<string> pictures = PicturePaths.Expand(parsed.GetRequiredValue(paths), console.Error.WriteLine, stop);
            using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions());
            using PictureReasons? reasons = parsed.GetValue(explain) || parsed.GetValue(maps) is not null ? new PictureReasons(bundle, parsed.GetValue(explain), parsed.GetValue(maps), console.Error.WriteLine) : null;
            return Task.FromResult((int)Classify(classifier, pictures, Math.Min(k, classifier.Classes), parsed.GetValue(json), reasons, console, stop));
        });
        return command;
    }

    private static ExitCode Classify(OnnxClassifier classifier, List<string> pictures, int k, bool json, PictureReasons? reasons, InvocationConfiguration console, CancellationToken stop)
    {
        Preprocessor preprocessor = new(classifier.Bundle.Input);
        int nameWidth = pictures.Max(path => Printable.Of(path).Length);
        ExitCode code = ExitCode.Done;
        foreach (string path in pictures)
        {
            stop.ThrowIfCancellationRequested();
            DecodedImage picture;
            try
            {
                picture = ImageDecoder.Decode(path);
                preprocessor.Run(picture.View, classifier.InputBuffer);
            }
            catch (InputException e)
            {
                console.Error.WriteLine($"error: {Printable.Of(AddressMask.Of(e.Message))}"); // the other pictures are still classified
                code = ExitCode.InputNotUsable;
                continue;
            }

            PictureResult result = PictureResult.Of(path, classifier.Run(), classifier.Known, classifier.Bundle.Output, k);
            result = reasons?.Add(result, picture) ?? result;
            console.Output.WriteLine(json ? JsonSerializer.Serialize(result, StrictJson.Line) : Row(result, classifier.Bundle.Output, nameWidth));
            if (!json && result.Nearest is { Count: > 0 } nearest)
            {
                console.Output.WriteLine($"  reminds of {string.Join(", ", nearest.Select(near => Printable.Of(string.Create(CultureInfo.InvariantCulture, $"{near.Class} {near.Name} ({near.Cosine:F2})"))))}");
            }
        }

        return code;
    }

    private static string Why(double? known, OutputSpec output)
    {
        if (known is not double value)
        {
            return "the output is not a number";
        }

        string digits = Text("0.####", value) == Text("0.####", output.UnknownBelow) ? "0.#########" : "0.####"; // never "3.14 < 3.14"
        return $"{UnknownMeasure.Word(output.UnknownBy)} {Text(digits, value)} < {Text(digits, output.UnknownBelow)}";
    }

    private static string Text(string format, double number) => number.ToString(format, CultureInfo.InvariantCulture);

    private static string Row(PictureResult result, OutputSpec output, int nameWidth)
    {
        string ranking = string.Join("  ", result.Top.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Label} {100 * entry.Score:F1} %")));
        return $"{Printable.Of(result.Path).PadRight(nameWidth)}  {(result.State == PictureState.Unknown ? $"unknown ({Why(result.Known[output.UnknownBy] as double?, output)}: {ranking})" : ranking)}";
    }
}

using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Quantization;
using EdgeResNet.Trainer.Evaluation;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>quantize</c>: a smaller and faster file for an existing bundle.</summary>
internal static class QuantizeVerb
{
    private const double DefaultMaxDrop = 0.3;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "The bundle folder; it is replaced as a whole or not at all.", Required = true };
        Option<string> data = new("--data") { Description = "The data of its training, fashion-mnist[:DIR] or folder:DIR. Training pictures calibrate, validation pictures decide, the test set is measured once.", Required = true };
        Option<string?> target = new("--target") { Description = "Add a file of 8-bit integers for cpu or tensorrt." };
        Option<string?> precision = new("--precision") { Description = "Add a file in half precision for GPUs: fp16." };
        NumberOption<double> maxDrop = new("--max-drop") { Description = "Largest loss of validation top-1, in points. More layers stay float32 until the loss is below it.", DefaultValueFactory = _ => DefaultMaxDrop };
        Command command = new("quantize", "Add a file of 8-bit integers or of half precision to a bundle, with its measured accuracy.") { model, data, target, precision, maxDrop };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(model), parsed.GetRequiredValue(data), parsed.GetValue(target), parsed.GetValue(precision), parsed.GetValue(maxDrop), VerbRunner.IsVerbose(parsed), parsed.InvocationConfiguration, cancellation)));
        return command;
    }

    private static int Run(string model, string data, string? target, string? precision, double maxDrop, bool verbose, InvocationConfiguration console, CancellationToken cancellation)
    {
        if (target is null == precision is null || precision is not (null or BundleQuantization.HalfPrecisionName))
        {
            throw new UsageException($"quantize takes either --target cpu, --target tensorrt or --precision {BundleQuantization.HalfPrecisionName}");
        }

        if (!(maxDrop is >= 0 and <= 100))
        {
            throw new UsageException($"--max-drop {maxDrop}: expected 0 to 100 points of top-1");
        }

        QuantizationTarget? integers = target is null ? null : QuantizationTarget.Parse(target);
        ModelBundle bundle = ModelBundle.Open(model);
        DataSplits splits = DataSource.OpenAsTrained(data, bundle.Embedded, cancellation);
        TaughtPictures.Refuse(bundle, splits);
        foreach (string line in DataText.Lines(splits, verbose, remedy: null))
        {
            console.Output.WriteLine(line);
        }

        BundleQuantization quantization = new(model, splits, maxDrop / 100, console.Output.WriteLine, cancellation);
        ModelCard card = integers is null ? quantization.AddHalf() : quantization.AddIntegers(integers);
        FileSpec before = card.Files[ModelBundle.DefaultPrecision];
        FileSpec file = card.Files[integers?.Precision ?? BundleQuantization.HalfPrecisionName];
        MeasuredSpec measured = file.Conversion?.OnOthers ?? new MeasuredSpec(splits.Reported.Name, splits.Reported.Count, file.Top1 ?? double.NaN, before.Top1 ?? double.NaN);
        console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.Combine(model, file.Path)}: {file.Bytes:N0} bytes (float32 {before.Bytes:N0}), top-1 {100 * measured.Top1:0.00} % on the {measured.Samples:N0} pictures of {measured.Dataset} (float32 {100 * measured.Float32Top1:0.00} %)"));
        if (file.Conversion?.OnOthers is not null)
        {
            console.Output.WriteLine($"these are not the pictures of the card{(card.Metrics is MetricsSpec own ? $", {own.Dataset}" : "")}: its accuracy and the page's headline stay as they were");
        }

        if (Objection(Path.Combine(model, file.Path), file.Conversion) is string objection)
        {
            console.Error.WriteLine($"quantize: {objection}");
        }

        return (int)ExitCode.Done;
    }

    /// <summary>A warning about a written file; null without one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="conversion">How it was made.</param>
    internal static string? Objection(string path, ConversionSpec? conversion) => conversion is { ReducedLayers: 0 }
        ? $"{path}: every layer stayed float32, so this file is not smaller or faster than the float32 one; allow more loss with --max-drop, or use the float32 file"
        : null;
}

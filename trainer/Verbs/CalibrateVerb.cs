using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Terminal;
using EdgeResNet.Trainer.Evaluation;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>calibrate</c>: temperature and threshold for an existing bundle.</summary>
internal static class CalibrateVerb
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "The bundle folder; it is replaced as a whole or not at all.", Required = true };
        Option<string> data = new("--data") { Description = $"The data of its training, {DataSource.Forms}. The run's seed cuts the same validation set again.", Required = true };
        Command command = new("calibrate", "Fit temperature and unknown threshold of a bundle to validation pictures, and measure it again.") { model, data };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetRequiredValue(model), parsed.GetRequiredValue(data), VerbRunner.IsVerbose(parsed), cancellation)));
        return command;
    }

    private static int Run(string model, string data, bool verbose, CancellationToken cancellation)
    {
        ModelBundle bundle = ModelBundle.Open(model);
        DataSplits splits = DataSource.OpenAsTrained(data, bundle.Embedded, cancellation);
        TaughtPictures.Refuse(bundle, splits);
        foreach (string line in DataText.Lines(splits, verbose, remedy: null))
        {
            TerminalWriter.Stdout.WriteLine(line);
        }

        (ModelCard card, ClassificationMetrics metrics, MetricsSpec measured) = BundleCalibration.Run(model, splits, cancellation);
        TerminalWriter.Stdout.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{model}: temperature {card.Output.Temperature}, unknown below {UnknownMeasure.Word(card.Output.UnknownBy)} {card.Output.UnknownBelow}, fitted to {card.Calibration?.Samples:N0} pictures of {card.Calibration?.Dataset} (loss {card.Calibration?.LossBefore:0.0000} → {card.Calibration?.Loss:0.0000})"));
        TerminalWriter.Stdout.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{measured.Dataset}, {metrics.Samples:N0} pictures: ECE {100 * measured.EceBefore:0.00} % → {100 * metrics.Ece:0.00} %, loss {metrics.Loss:0.0000}, top-1 {100 * metrics.Top1:0.00} %"));
        return (int)ExitCode.Done;
    }
}

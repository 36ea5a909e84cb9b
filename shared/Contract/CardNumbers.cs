using System.Globalization;

namespace EdgeResNet.Shared.Contract;

/// <summary>Checks the numbers of a card that no hash proves: shares lie between 0 and 1, counts are not negative.</summary>
internal static class CardNumbers
{
    /// <summary>Checks all of them; <paramref name="path"/> names the card in errors.</summary>
    /// <exception cref="InputException">A number is impossible.</exception>
    public static void Check(ModelCard card, string path)
    {
        Count("parameters", card.Parameters);
        Count("macs", card.Macs);
        Range("architecture.width", card.Architecture.Width, double.Epsilon, 1000, "a positive number");
        if (card.Metrics is MetricsSpec metrics)
        {
            Count("metrics.samples", metrics.Samples);
            Share("metrics.top1", metrics.Top1);
            Share("metrics.ece", metrics.Ece);
            Share("metrics.ece_before", metrics.EceBefore);
            foreach (double end in metrics.Interval ?? [])
            {
                Share("metrics.interval", end);
            }

            Require(metrics.Interval is null or { Count: 2 } && !(metrics.Interval?[0] > metrics.Interval?[1]), "metrics.interval", $"[{string.Join(", ", metrics.Interval ?? [])}]", "a lower and an upper end");
        }

        if (card.Selection is SelectionSpec selection)
        {
            Count("selection.samples", selection.Samples);
            Count("selection.epoch", selection.Epoch);
            Share("selection.top1", selection.Top1);
        }

        if (card.Calibration is CalibrationSpec calibration)
        {
            Count("calibration.samples", calibration.Samples);
            Range("calibration.loss", calibration.Loss, 0, double.MaxValue, "0 or more");
            Range("calibration.loss_before", calibration.LossBefore, 0, double.MaxValue, "0 or more");
            Share("calibration.accepted", calibration.Accepted);
        }

        Count("parity.samples", card.Parity.Samples);
        Range("parity.max_abs_logit_error", card.Parity.MaxAbsLogitError, 0, double.MaxValue, "0 or more");
        Share("parity.top1_agreement", card.Parity.Top1Agreement);
        foreach ((string precision, FileSpec file) in card.Files)
        {
            Count($"files.{precision}.bytes", file.Bytes);
            Share($"files.{precision}.top1", file.Top1);
            Count($"files.{precision}.conversion.samples", file.Conversion?.Samples ?? 0);
            Count($"files.{precision}.conversion.reduced_layers", file.Conversion?.ReducedLayers ?? 0);
            Count($"files.{precision}.conversion.on_others.samples", file.Conversion?.OnOthers?.Samples ?? 0);
            Share($"files.{precision}.conversion.on_others.top1", file.Conversion?.OnOthers?.Top1);
            Share($"files.{precision}.conversion.on_others.float32_top1", file.Conversion?.OnOthers?.Float32Top1);
            Range($"files.{precision}.conversion.validation_drop", file.Conversion?.ValidationDrop ?? 0, -1, 1, "-1 to 1");
        }

        void Count(string key, long value) => Require(value >= 0, key, value, "0 or more");

        void Share(string key, double? value) => Range(key, value ?? 0, 0, 1, "0 to 1");

        void Range(string key, double value, double least, double most, string expected) => Require(value >= least && value <= most, key, value, expected);

        void Require(bool condition, string key, object value, string expected)
        {
            if (!condition) // also for NaN
            {
                throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{path}: {key} is {value}; expected {expected}"));
            }
        }
    }
}

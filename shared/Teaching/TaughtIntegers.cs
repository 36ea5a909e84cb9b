using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Quantization;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Adds a file of 8-bit integers to a taught bundle if it is as accurate as float32. Only the backbone becomes integers. The head and
/// the bank stay float32: they are cheap, and the judges of the file are heads and banks on its features.
/// </summary>
/// <param name="model">The taught model.</param>
/// <param name="held">Pictures that decide, with judges that did not learn from them.</param>
/// <param name="report">Receives a line with the result.</param>
/// <param name="stop">Checked often.</param>
internal sealed class TaughtIntegers(TaughtModel model, HeldPictures held, Action<string> report, CancellationToken stop)
{
    private const int CalibrationPictures = 64;
    private const int MostJudged = 1000;
    private const double LargestShift = 0.03; // of the share of known pictures; one picture may always cross the threshold

    private static readonly double[] percentiles = [99.999, 99.99];

    /// <summary>Effect of an integer graph on the answers.</summary>
    /// <param name="Drop">Loss of top-1 against float32, 0 to 1.</param>
    /// <param name="Shift">Change of the share of known pictures.</param>
    /// <param name="Answers">Answers of the integer graph.</param>
    private sealed record Measured(double Drop, double Shift, LogitTable Answers);

    /// <summary>Writes the file beside the float32 one.</summary>
    /// <param name="folder">The bundle, with its float32 file.</param>
    /// <returns>The file for the card; null, without a file, if every method loses too much.</returns>
    public FileSpec? Write(string folder)
    {
        QuantizationTarget target = QuantizationTarget.Cpu;
        string path = Path.Combine(folder, target.File);
        QuantizableGraph graph = new(FloatGraph.Read(Path.Combine(folder, TaughtBundle.ModelFile)), target);
        HashSet<string> layers = [.. graph.Units.Select(unit => unit.Output[0]).Where(output => output != graph.Graph.Output)];
        PreparedImages calibration = new(Subset.Spread(model.Pictures, CalibrationPictures), new Preprocessor(model.Input), model.Input.Bytes);
        HeldPictures judged = held.Spread(MostJudged);
        LogitTable exact = judged.Answers();
        Measured? least = null;
        foreach ((string method, Dictionary<string, ValueRange> ranges) in Ranges(graph, calibration))
        {
            byte[] content = OnnxModel.Write(QdqWriter.Write(graph, ranges, layers), path);
            Measured measured = Measure(path, judged, exact);
            least = least is null || measured.Drop < least.Drop ? measured : least;
            if (PrecisionChoice.IsSmall(measured.Drop) && Math.Abs(measured.Shift) <= Math.Max(LargestShift, 1.5 / exact.Count))
            {
                report(string.Create(CultureInfo.InvariantCulture, $"int8: top-1 changes by {-100 * measured.Drop:+0.0;-0.0;0.0} points, the share called known by {100 * measured.Shift:+0.0;-0.0;0.0} ({exact.Count} pictures); runs on processors with --precision auto"));
                return Describe(content, target, new ConversionSpec(
                    calibration.Name,
                    calibration.Count,
                    [model.Backbone.HeadName],
                    measured.Drop,
                    $"ONNX Runtime on a CPU, {exact.Count} pictures of {exact.Name}",
                    method,
                    layers.Count), judged == held ? measured.Answers.Top1() : null);
            }
        }

        File.Delete(path);
        report(string.Create(CultureInfo.InvariantCulture, $"no int8 file: it would cost {100 * least!.Drop:0.0} points of top-1, or call {100 * Math.Abs(least.Shift):0.0} % more or fewer pictures known ({exact.Count} pictures)"));
        return null;
    }

    /// <summary>Range methods, the cheapest first: plain ranges need one pass over the pictures, histograms two more.</summary>
    private IEnumerable<(string Method, Dictionary<string, ValueRange> Ranges)> Ranges(QuantizableGraph graph, PreparedImages calibration)
    {
        using ActivationRecorder recorder = new(graph.Graph, model.Input, graph.Values, calibration);
        yield return ("min-max", recorder.Ranges(stop));
        Dictionary<string, Activation> activations = recorder.Activations(stop);
        foreach (double percent in percentiles)
        {
            RangeMethod method = RangeMethod.Percentile(percent);
            yield return (method.Name, QuantizationSearch.RangesBy(graph, activations, method));
        }
    }

    private Measured Measure(string path, HeldPictures judged, LogitTable exact)
    {
        LogitTable answers = judged.Answers(Features(path, judged.Pictures));
        return new Measured(exact.Top1() - answers.Top1(), Known(answers) - Known(exact), answers);
    }

    private double Known(LogitTable answers) => answers.KnownScores(model.Output).Average(known => Scores.IsUnknown(known, model.Output.UnknownBelow) ? 0.0 : 1.0);

    private FeatureTable Features(string path, IImageSet pictures)
    {
        using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(path), new ClassifierOptions { ExecutionProvider = "cpu", WithFeatures = true });
        float[] values = new float[pictures.Count * model.Head.Width];
        ImageSetClassifier.Run(classifier, pictures, (index, _) => classifier.Features.CopyTo(values.AsSpan(index * model.Head.Width)), stop);
        return new FeatureTable(values, [.. Enumerable.Range(0, pictures.Count).Select(pictures.Label)], model.Head.Classes);
    }

    private static FileSpec Describe(byte[] content, QuantizationTarget target, ConversionSpec conversion, double? top1) =>
        FileSpec.Of(target.File, content) with { Top1 = top1, Conversion = conversion };
}

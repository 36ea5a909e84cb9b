using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Quantization;

/// <summary>
/// Finds the fastest quantised form of a network within a loss of accuracy. Tries all range methods. If the best loses too much,
/// it returns layers to float32, beginning with those whose quantisation changes the answers most. Validation pictures decide.
/// </summary>
internal sealed class QuantizationSearch
{
    private const int SensitivityImages = 256;

    private readonly QuantizableGraph graph;
    private readonly Dictionary<string, Activation> activations;
    private readonly IImageSet validation;
    private readonly LogitTable reference;
    private readonly GraphEvaluation evaluation;

    /// <summary>Prepares a search.</summary>
    /// <param name="graph">The graph to quantise.</param>
    /// <param name="activations">Statistics of every value of the graph on training pictures.</param>
    /// <param name="validation">Pictures that decide.</param>
    /// <param name="reference">The float32 file's answers to them.</param>
    /// <param name="evaluation">Measures candidates.</param>
    public QuantizationSearch(QuantizableGraph graph, Dictionary<string, Activation> activations, IImageSet validation, LogitTable reference, GraphEvaluation evaluation)
    {
        (this.graph, this.activations, this.validation, this.reference, this.evaluation) = (graph, activations, validation, reference, evaluation);
    }

    /// <summary>Searches.</summary>
    /// <param name="maxDrop">Largest loss of top-1 on the validation pictures, 0 to 1.</param>
    /// <param name="report">Receives a line for each candidate.</param>
    public QuantizationResult Run(double maxDrop, Action<string> report)
    {
        double before = reference.Top1();
        HashSet<string> quantized = [.. graph.Units.Select(unit => unit.Output[0])];
        (RangeMethod method, ModelProto model, LogitTable answers) = BestMethod(quantized, report);
        List<string> kept = [];
        if (before - answers.Top1() > maxDrop)
        {
            Dictionary<string, ValueRange> ranges = RangesBy(method);
            foreach (NodeProto unit in BySensitivity(ranges))
            {
                quantized.Remove(unit.Output[0]);
                kept.Add(unit.Name);
                model = QdqWriter.Write(graph, ranges, quantized);
                answers = evaluation.Answers(model, validation);
                report($"{unit.Name} in float32: top-1 {100 * answers.Top1():0.00} %");
                if (before - answers.Top1() <= maxDrop)
                {
                    break;
                }
            }
        }

        return new QuantizationResult(model, method.Name, kept, before - answers.Top1());
    }

    private (RangeMethod Method, ModelProto Model, LogitTable Answers) BestMethod(HashSet<string> quantized, Action<string> report)
    {
        (RangeMethod Method, ModelProto Model, LogitTable Answers, double Distance)? best = null;
        foreach (RangeMethod method in RangeMethod.All)
        {
            ModelProto model = QdqWriter.Write(graph, RangesBy(method), quantized);
            LogitTable answers = evaluation.Answers(model, validation);
            double distance = answers.DivergenceFrom(reference);
            report($"ranges by {method.Name}: top-1 {100 * answers.Top1():0.00} %, divergence {distance:0.00000}");
            if (best is not { } b || answers.Top1() > b.Answers.Top1() || (answers.Top1() == b.Answers.Top1() && distance < b.Distance))
            {
                best = (method, model, answers, distance);
            }
        }

        return (best!.Value.Method, best.Value.Model, best.Value.Answers);
    }

    /// <summary>Units by the change of the answers if only this unit is quantised, largest first.</summary>
    private IEnumerable<NodeProto> BySensitivity(Dictionary<string, ValueRange> ranges)
    {
        Subset some = Subset.Spread(validation, SensitivityImages);
        LogitTable exact = evaluation.Answers(QdqWriter.Write(graph, ranges, new HashSet<string>()), some);
        return [.. graph.Units.OrderByDescending(unit => evaluation.Answers(QdqWriter.Write(graph, ranges, new HashSet<string> { unit.Output[0] }), some).DivergenceFrom(exact))];
    }

    /// <summary>The range of every value by a method.</summary>
    public static Dictionary<string, ValueRange> RangesBy(QuantizableGraph graph, Dictionary<string, Activation> activations, RangeMethod method) => activations.ToDictionary(
        entry => entry.Key,
        entry => method.Choose(entry.Value.Range, entry.Value.Histogram, entry.Value.Range.Low < 0 ? QuantizationParameters.SymmetricLimit + 1 : graph.Target.PositiveLevels));

    private Dictionary<string, ValueRange> RangesBy(RangeMethod method) => RangesBy(graph, activations, method);
}

using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>Origin of events, the same for each event of a run.</summary>
/// <param name="Source">The source, without credentials.</param>
/// <param name="Labels">The model's labels.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Ep">The execution provider that runs.</param>
/// <param name="Precision">Which of the model's files runs, such as <c>fp32</c>.</param>
/// <param name="Sha256">SHA-256 of that file, lower-case hexadecimal.</param>
/// <param name="TopK">Classes in a result.</param>
/// <param name="UnknownBy">Measure of what is known; it names the event's property.</param>
internal sealed record EventOrigin(string Source, IReadOnlyList<string> Labels, string Model, string Ep, string Precision, string Sha256, int TopK, string UnknownBy = UnknownMeasure.Energy)
{
    /// <summary>The origin for <paramref name="classifier"/> on <paramref name="source"/>.</summary>
    public static EventOrigin Of(string source, IImageClassifier classifier) =>
        new(source, classifier.OutputSpec.Labels, classifier.Model, classifier.ExecutionProvider, classifier.Precision, classifier.Sha256, InferenceLoop.TopK(classifier), classifier.OutputSpec.UnknownBy);
}

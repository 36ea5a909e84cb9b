using EdgeResNet.EdgeApp.Explaining;
using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.EdgeApp.Answers;

/// <summary>The model that answers now, for those that want a session of their own on it.</summary>
/// <param name="Identity">Equal by reference as long as it is the same model.</param>
/// <param name="Open">Opens another session; the caller owns it. Throws a <see cref="UserException"/> if that is impossible.</param>
/// <param name="Explain">Opens one that explains; likewise.</param>
internal sealed record ModelInUse(object Identity, Func<IImageClassifier> Open, Func<ExplainedModel> Explain);

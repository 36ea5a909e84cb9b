namespace EdgeResNet.Shared.Contract;

/// <summary>The pictures behind temperature and threshold of <see cref="OutputSpec"/>.</summary>
/// <param name="Dataset">Which data, such as <c>fashion-mnist/validation</c>; not trained on.</param>
/// <param name="Samples">How many images.</param>
/// <param name="LossBefore">Mean cross-entropy with temperature 1, in nats.</param>
/// <param name="Loss">The same with the fitted temperature.</param>
/// <param name="Accepted">Share of the images whose measure reaches the threshold.</param>
public sealed record CalibrationSpec(string Dataset, int Samples, double LossBefore, double Loss, double Accepted);

namespace EdgeResNet.EdgeApp.Answers;

/// <summary>A picture's result and the model that gave it.</summary>
/// <param name="Result">The result.</param>
/// <param name="Sha256">SHA-256 of the model's file.</param>
internal sealed record PictureAnswer(PictureResult Result, string Sha256);

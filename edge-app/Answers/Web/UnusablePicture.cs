namespace EdgeResNet.EdgeApp.Answers.Web;

/// <summary>A picture of a form that cannot be classified.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Error">Why.</param>
internal sealed record UnusablePicture(string Path, string Error);

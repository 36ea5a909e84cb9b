namespace EdgeResNet.EdgeApp.Answers.Web;

/// <summary>A picture file from a request.</summary>
/// <param name="Name">The client's name for it.</param>
/// <param name="Content">The file, not decoded yet.</param>
internal sealed record UploadedPicture(string Name, byte[] Content);

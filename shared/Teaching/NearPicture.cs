namespace EdgeResNet.Shared.Teaching;

/// <summary>A learned picture that is like another one.</summary>
/// <param name="Name">Its file's name, without the folder.</param>
/// <param name="Sha256">Hash of its file, lower-case hexadecimal.</param>
/// <param name="Class">Its class.</param>
/// <param name="Cosine">Cosine of the two pictures' features.</param>
internal sealed record NearPicture(string Name, string Sha256, string Class, double Cosine);

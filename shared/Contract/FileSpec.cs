using System.Security.Cryptography;

namespace EdgeResNet.Shared.Contract;

/// <summary>One model file.</summary>
/// <param name="Path">Relative to the bundle.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Top1">Accuracy of this file on the card's data set; absent if not measured.</param>
/// <param name="Conversion">How it was made from the float32 file; absent for that file itself.</param>
public sealed record FileSpec(string Path, string Sha256, long Bytes, double? Top1 = null, ConversionSpec? Conversion = null)
{
    /// <summary>A file with this content.</summary>
    public static FileSpec Of(string path, byte[] content) => new(path, Convert.ToHexStringLower(SHA256.HashData(content)), content.LongLength);
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeResNet.Shared.Files;

/// <summary>Certificates in PEM form.</summary>
internal static class PemFile
{
    /// <summary>Reads all certificates of a file.</summary>
    /// <param name="option">The option that names the file, for errors.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="InputException">The file holds none.</exception>
    public static X509Certificate2Collection Certificates(string option, string file)
    {
        try
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPem(RegularFile.ReadText(file, option));
            return certificates.Count > 0 ? certificates : throw new InputException($"{option} {file}: holds no certificate in PEM form");
        }
        catch (CryptographicException e)
        {
            throw new InputException($"{option} {file}: holds a broken certificate ({e.Message}); get the file again", e);
        }
    }
}

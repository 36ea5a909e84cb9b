using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>Certificates that a source may have: those in a file and those that they signed. The system's do not count then.</summary>
/// <param name="File">The PEM file.</param>
/// <param name="Certificates">What it holds.</param>
internal sealed record SourceTrust(string File, X509Certificate2Collection Certificates)
{
    /// <summary>Name of the option.</summary>
    public const string Option = "--source-ca";

    /// <summary>Reads the file; null without one.</summary>
    /// <exception cref="InputException">It holds no certificate.</exception>
    public static SourceTrust? Read(string? file) => file is null ? null : new SourceTrust(file, PemFile.Certificates(Option, file));

    /// <summary>For a TLS connection.</summary>
    public SslClientAuthenticationOptions Tls() => new() { RemoteCertificateValidationCallback = (_, certificate, chain, errors) => certificate is not null && Accepts(certificate, chain, errors) };

    private bool Accepts(X509Certificate certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        using X509Certificate2 leaf = new(certificate);
        if (Certificates.Any(trusted => trusted.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span)))
        {
            return true; // this very certificate, whatever name and dates it has: cameras sign their own
        }

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(Certificates);
        foreach (X509ChainElement element in sent is null ? [] : sent.ChainElements.ToArray())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && chain.Build(leaf);
    }
}

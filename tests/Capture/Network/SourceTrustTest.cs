using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Network;
using EdgeResNet.EdgeApp.Capture.Opening;

namespace EdgeResNet.Tests.Capture.Network;

/// <summary>Cameras with certificates of their own.</summary>
public sealed class SourceTrustTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_certificate_that_a_camera_signed_itself_is_refused_with_the_reason_and_the_option()
    {
        using X509Certificate2 own = SelfSigned("camera");
        using ScriptedServer server = new((_, stream) => ScriptedServer.Pictures(stream, 5), own);
        string message = Assert.ThrowsAny<DeviceException>(() => Open(server, null)).Message;
        Assert.Matches("makes no secure connection .*(UntrustedRoot|PartialChain|RemoteCertificateChainErrors)", message);
        Assert.Contains("--source-ca FILE", message);
    }

    [Fact]
    public void The_same_certificate_in_the_file_is_trusted()
    {
        using X509Certificate2 own = SelfSigned("camera");
        using ScriptedServer server = new((_, stream) => ScriptedServer.Pictures(stream, 5), own);
        using IFrameSource source = Open(server, Write("own.pem", own));
        using Frame frame = new();
        Assert.True(source.Read(frame, Stop));
    }

    [Fact]
    public void A_certificate_signed_by_one_in_the_file_is_trusted_under_its_name_only()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest authority = new("CN=authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 root = authority.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        string file = Write("root.pem", root);
        using X509Certificate2 right = Signed(root, IPAddress.Loopback);
        using X509Certificate2 wrong = Signed(root, IPAddress.Parse("127.0.0.9"));
        using ScriptedServer server = new((_, stream) => ScriptedServer.Pictures(stream, 5), right);
        using ScriptedServer other = new((_, stream) => ScriptedServer.Pictures(stream, 5), wrong);
        Open(server, file).Dispose();
        Assert.Contains($"{file} holds neither its certificate nor its signer's", Assert.ThrowsAny<DeviceException>(() => Open(other, file)).Message);
    }

    [Fact]
    public void Another_certificate_is_refused()
    {
        using X509Certificate2 own = SelfSigned("camera");
        using X509Certificate2 another = SelfSigned("camera");
        using ScriptedServer server = new((_, stream) => ScriptedServer.Pictures(stream, 5), own);
        Assert.Contains("makes no secure connection", Assert.ThrowsAny<DeviceException>(() => Open(server, Write("another.pem", another))).Message);
    }

    [Fact]
    public void The_option_needs_an_encrypted_source_and_a_good_file()
    {
        File.WriteAllText(folder["none.pem"], "");
        Assert.Contains("--source-ca is for", Assert.Throws<UsageException>(() => SourceFactory.CheckTrust(SourceOptions.Parse("camera:0") with { TrustFile = folder["none.pem"] })).Message);
        Assert.Contains("holds no certificate", Assert.Throws<InputException>(() => SourceFactory.CheckTrust(SourceOptions.Parse("https://cam/x") with { TrustFile = folder["none.pem"] })).Message);
    }

    private static IFrameSource Open(ScriptedServer server, string? file) =>
        HttpSource.Open(NetworkAddress.Parse(server.Url("x", "https")), new NetworkOptions { Trust = SourceTrust.Read(file) }, Stop);

    private static X509Certificate2 SelfSigned(string name)
    {
        using RSA key = RSA.Create(2048);
        using X509Certificate2 certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2 Signed(X509Certificate2 root, IPAddress address)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=camera", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(root, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3, 4]);
        using X509Certificate2 complete = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(complete.Export(X509ContentType.Pkcs12), null);
    }

    private string Write(string name, X509Certificate2 certificate)
    {
        File.WriteAllText(folder[name], certificate.ExportCertificatePem());
        return folder[name];
    }
}

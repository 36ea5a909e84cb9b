using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Sinks.Mqtt;

/// <summary>A test's certificate authority, made with openssl, and one certificate for a broker.</summary>
internal static class TestAuthority
{
    /// <summary>Writes <c>ca.pem</c>, <c>broker.pem</c> and <c>broker.key</c>, which is good for one address.</summary>
    public static void Create(TemporaryFolder folder, string address)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "needs openssl");
        OpenSsl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder["ca.key"], "-out", folder["ca.pem"], "-days", "2", "-subj", "/CN=test authority");
        OpenSsl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", folder["broker.key"], "-out", folder["broker.csr"], "-subj", "/CN=broker");
        File.WriteAllText(folder["names"], $"subjectAltName=IP:{address}");
        OpenSsl("x509", "-req", "-in", folder["broker.csr"], "-CA", folder["ca.pem"], "-CAkey", folder["ca.key"], "-CAcreateserial", "-out", folder["broker.pem"], "-days", "2", "-extfile", folder["names"]);
    }

    private static void OpenSsl(params string[] arguments)
    {
        CommandResult result = Command.RunAsync("openssl", arguments).GetAwaiter().GetResult();
        Assert.True(result.ExitCode == 0, result.Error);
    }
}

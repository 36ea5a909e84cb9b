using EdgeResNet.EdgeApp;
using EdgeResNet.EdgeApp.Sinks.Mqtt;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Tests.Sinks.Mqtt;

public class MqttSettingsTest
{
    [Theory]
    [InlineData("mqtt://host", "host", 1883, false, "edgeresnet", null, null)]
    [InlineData("mqtt://host/", "host", 1883, false, "edgeresnet", null, null)]
    [InlineData("mqtts://u:p%40@host/a/b/", "host", 8883, true, "a/b", "u", "p@")]
    [InlineData("mqtt://u@[::1]:99/t", "::1", 99, false, "t", "u", null)]
    public void An_address_gives_host_user_and_topic(string text, string host, int port, bool tls, string topic, string? user, string? password)
    {
        MqttSettings settings = MqttSettings.Parse(text);
        Assert.Equal((host, port, tls, topic, user, password), (settings.Host, settings.Port, settings.Tls, settings.Topic, settings.User, settings.Password));
    }

    [Fact]
    public void A_password_may_come_from_the_environment()
    {
        Environment.SetEnvironmentVariable(SecretVariables.MqttPassword, "hidden");
        try
        {
            Assert.Equal("hidden", MqttSettings.Parse("mqtt://u@host/t").Password);
            Assert.Equal("seen", MqttSettings.Parse("mqtt://u:seen@host/t").Password);
        }
        finally
        {
            Environment.SetEnvironmentVariable(SecretVariables.MqttPassword, null);
        }
    }

    [Theory]
    [InlineData("host")]
    [InlineData("http://host/t")]
    [InlineData("mqtt://u:secret@host/a/+/b")]
    [InlineData("mqtt://u:secret@host/a/#")]
    [InlineData("mqtt://u:secret@host/a/%23")]
    [InlineData("mqtt://u:secret@host/a%00b")]
    [InlineData("mqtt://u:secret@host/a%0Ab")]
    [InlineData("mqtt://u:secret@host/t?x=1")]
    [InlineData("mqtt://u:secret@host:0/t")]
    public void A_malformed_address_is_a_usage_error_without_the_password(string text) =>
        Assert.DoesNotContain("secret", Assert.Throws<UsageException>(() => MqttSettings.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_without_certificates_is_refused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["ca.pem"], "nothing");
        File.WriteAllText(folder["broken.pem"], "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n");
        Refused("ca.pem", "holds no certificate in PEM form");
        Refused("broken.pem", "holds a broken certificate");
        Refused("missing.pem", "cannot be read (there is no such file)");

        void Refused(string name, string reason) =>
            Assert.StartsWith($"--mqtt-ca {folder[name]}: {reason}", Assert.Throws<InputException>(() => PemFile.Certificates("--mqtt-ca", folder[name])).Message, StringComparison.Ordinal);
    }
}

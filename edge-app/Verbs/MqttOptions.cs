using System.CommandLine;
using EdgeResNet.EdgeApp.Sinks.Mqtt;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options of the MQTT broker.</summary>
internal sealed class MqttOptions
{
    private const string DefaultPrefix = "homeassistant";
    private readonly Option<string?> mqtt = new("--mqtt") { Description = $"Publish states and events to this broker: mqtt://[user@]host[:port]/topic, or mqtts:// for TLS. The default topic is {MqttSettings.DefaultTopic}. Set the password in the variable {SecretVariables.MqttPassword}.", HelpName = "URI" };
    private readonly Option<string?> authority = new("--mqtt-ca") { Description = "Trust brokers with a certificate signed by an authority in this PEM file.", HelpName = "FILE" };
    private readonly Option<string?> discovery = new("--mqtt-discovery") { Description = $"Announce the sensors to Home Assistant. The default topic prefix is {DefaultPrefix}.", Arity = ArgumentArity.ZeroOrOne, HelpName = "TOPIC" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(mqtt);
        command.Add(authority);
        command.Add(discovery);
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UserException">The address or the file is unusable.</exception>
    public MqttSettings? Read(ParseResult parsed)
    {
        string? file = parsed.GetValue(authority);
        bool announced = parsed.GetResult(discovery) is not null;
        if (parsed.GetValue(mqtt) is not string address)
        {
            return file is null && !announced ? null : throw new UsageException("--mqtt-ca and --mqtt-discovery need --mqtt");
        }

        MqttSettings settings = MqttSettings.Parse(address);
        if (file is not null && !settings.Tls)
        {
            throw new UsageException("--mqtt-ca needs an encrypted connection; begin the address with mqtts://");
        }

        return settings with
        {
            Authorities = file is null ? null : PemFile.Certificates(authority.Name, file),
            DiscoveryPrefix = announced ? PrefixOf(parsed.GetValue(discovery) ?? DefaultPrefix) : null,
        };
    }

    private string PrefixOf(string text) => MqttSettings.TopicOf(discovery.Name, text) is { Length: > 0 } topic
        ? topic
        : throw new UsageException($"{discovery.Name}: the topic is empty; leave it out for {DefaultPrefix}");
}

using System.Security.Cryptography.X509Certificates;
using EdgeResNet.Shared.Addresses;

namespace EdgeResNet.EdgeApp.Sinks.Mqtt;

/// <summary>Settings of the MQTT connection.</summary>
internal sealed record MqttSettings
{
    /// <summary>The topic if the address has none.</summary>
    public const string DefaultTopic = "edgeresnet";

    /// <summary>Host name or IP address of the broker.</summary>
    public required string Host { get; init; }

    /// <summary>Port of the broker.</summary>
    public required int Port { get; init; }

    /// <summary>Whether the connection is encrypted.</summary>
    public required bool Tls { get; init; }

    /// <summary>Prefix of all topics.</summary>
    public required string Topic { get; init; }

    /// <summary>User name; null for no login.</summary>
    public string? User { get; init; }

    /// <summary>Password of the user.</summary>
    public string? Password { get; init; }

    /// <summary>Trusted authorities of the broker's certificate; null for the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Topic prefix of Home Assistant's discovery; null to announce no sensors.</summary>
    public string? DiscoveryPrefix { get; init; }

    /// <summary>Time limit for an answer of the broker.</summary>
    public TimeSpan AnswerTime { get; init; } = SinkLimits.Attempt;

    /// <summary>Parses an address.</summary>
    /// <exception cref="UsageException">The address is invalid.</exception>
    public static MqttSettings Parse(string text)
    {
        UserInfo place = text.Contains("://", StringComparison.Ordinal) ? UserInfo.In(text) : default;
        if (place.HiddenEnd > place.End)
        {
            throw new UsageException($"--mqtt: it is not clear where the password ends; set it in the variable {SecretVariables.MqttPassword}");
        }

        if (!Uri.TryCreate(text[..place.Start] + text[place.End..], UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("mqtt" or "mqtts") || uri.Host.Length == 0 || uri.Query.Length > 0)
        {
            throw new UsageException("--mqtt: expected an address such as mqtt://host/topic or mqtts://host:8883/topic, with user@ before the host where the broker wants one");
        }

        string topic = TopicOf("--mqtt", Uri.UnescapeDataString(uri.AbsolutePath) + uri.Fragment);
        if (uri.Port == 0)
        {
            throw new UsageException("--mqtt: port 0 is not valid; leave it out for 1883 (mqtt://) or 8883 (mqtts://)");
        }

        bool tls = uri.Scheme == "mqtts";
        string[] user = text[place.Start..Math.Max(place.Start, place.End - 1)].Split(':', 2);
        return new MqttSettings
        {
            Host = uri.DnsSafeHost,
            Port = uri.Port > 0 ? uri.Port : tls ? 8883 : 1883,
            Tls = tls,
            Topic = topic.Length > 0 ? topic : DefaultTopic,
            User = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : Environment.GetEnvironmentVariable(SecretVariables.MqttPassword),
        };
    }

    /// <summary>Checks a topic for publishing and removes slashes at its ends; it may be empty.</summary>
    /// <param name="option">The option, for errors.</param>
    /// <param name="text">The topic.</param>
    /// <exception cref="UsageException">The topic holds a wildcard or another forbidden character.</exception>
    public static string TopicOf(string option, string text) => text.Any(c => c is '+' or '#' || char.IsControl(c))
        ? throw new UsageException($"{option}: +, # and control characters are not allowed in a topic for publishing; remove them")
        : text.Trim('/');
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.EdgeApp.Sinks.Mqtt;

/// <summary>Which broker is told, and how.</summary>
internal sealed record MqttSettings
{
    /// <summary>The topic of an address that names none.</summary>
    public const string DefaultTopic = "edgeresnet";

    /// <summary>Name or address of the broker's machine.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>Whether the connection is encrypted.</summary>
    public required bool Tls { get; init; }

    /// <summary>The topics are below this one.</summary>
    public required string Topic { get; init; }

    /// <summary>Absent: nobody logs in.</summary>
    public string? User { get; init; }

    /// <summary>The user's.</summary>
    public string? Password { get; init; }

    /// <summary>Whose signature the broker's certificate must have; absent: one of those that the system trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Announce the sensors to Home Assistant below this topic; absent: do not.</summary>
    public string? DiscoveryPrefix { get; init; }

    /// <summary>How long the broker has for an answer.</summary>
    public TimeSpan AnswerTime { get; init; } = SinkLimits.Attempt;

    /// <summary>Takes an address apart.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static MqttSettings Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("mqtt" or "mqtts") || uri.Host.Length == 0 || uri.Query.Length > 0)
        {
            throw new UsageException("--mqtt: expected an address such as mqtt://host/topic or mqtts://user@host:8883/topic");
        }

        string topic = TopicOf("--mqtt", Uri.UnescapeDataString(uri.AbsolutePath) + uri.Fragment);
        if (uri.Port == 0)
        {
            throw new UsageException("--mqtt: nobody listens at port 0; leave it out for 1883 (mqtt://) or 8883 (mqtts://)");
        }

        bool tls = uri.Scheme == "mqtts";
        string[] user = uri.UserInfo.Split(':', 2);
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

    /// <summary>A topic that can be written to, without slashes at its ends; may be empty.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="text">What stands there.</param>
    /// <exception cref="UsageException">It holds what no such topic may.</exception>
    public static string TopicOf(string option, string text) => text.Any(c => c is '+' or '#' || char.IsControl(c))
        ? throw new UsageException($"{option}: +, # and control characters cannot stand in a topic that is written to; leave them out")
        : text.Trim('/');

    /// <summary>Reads certificates of authorities.</summary>
    /// <exception cref="InputException">The file holds none.</exception>
    public static X509Certificate2Collection ReadAuthorities(string file)
    {
        try
        {
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? authorities : throw new InputException($"--mqtt-ca {file}: holds no certificate in PEM form");
        }
        catch (CryptographicException e)
        {
            throw new InputException($"--mqtt-ca {file}: holds a broken certificate ({e.Message}); get the file again", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw ReadError.Of(file, e, "--mqtt-ca");
        }
    }
}

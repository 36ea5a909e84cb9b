using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Sinks.Mqtt;

/// <summary>
/// Messages that make the sensors appear in Home Assistant: one retained message for each sensor, on
/// <c>PREFIX/COMPONENT/NODE/OBJECT/config</c> (home-assistant.io/integrations/mqtt, "MQTT discovery").
/// </summary>
internal static class Discovery
{
    private const string Prefix = "edgeresnet_";
    private const int HashDigits = 8;
    private const int MostOptions = 256; // a list that a person can choose from

    private static readonly (string Component, string Id)[] sensors = [("sensor", "label"), ("binary_sensor", "source")];

    /// <summary>
    /// The topics of earlier builds, whose identifiers were the same for topics such as <c>cam/1</c> and <c>cam_1</c>; none where the
    /// identifier is still the same. Only those that <see cref="IsOf"/> accepts may be removed: another camera may own the others.
    /// </summary>
    public static IEnumerable<string> FormerTopics(MqttSettings settings) =>
        FormerNodeOf(settings.Topic) is string former && former != NodeOf(settings.Topic) ? sensors.Select(sensor => TopicOf(settings, sensor.Component, former, sensor.Id)) : [];

    /// <summary>Whether a retained configuration announces this camera.</summary>
    public static bool IsOf(MqttSettings settings, string payload)
    {
        try
        {
            using JsonDocument configuration = JsonDocument.Parse(payload);
            return configuration.RootElement.ValueKind == JsonValueKind.Object
                && configuration.RootElement.TryGetProperty("state_topic", out JsonElement topic)
                && topic.ValueKind == JsonValueKind.String
                && topic.GetString() == $"{settings.Topic}/state";
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The messages for the label and for the source.</summary>
    public static IEnumerable<(string Topic, byte[] Payload)> Messages(MqttSettings settings, AnsweringModel model)
    {
        string node = NodeOf(settings.Topic);
        Dictionary<string, object> label = new()
        {
            ["name"] = "Label",
            ["icon"] = "mdi:shape",
            ["value_template"] = "{{ value_json.label if value_json.state == 'stable' else value_json.state }}",
            ["json_attributes_topic"] = $"{settings.Topic}/state",
        };
        if (model.Labels.Count <= MostOptions)
        {
            label["device_class"] = "enum"; // automations offer the labels
            label["options"] = model.Labels.Concat(["unknown", "lost"]).Distinct(StringComparer.Ordinal).ToArray();
        }

        yield return Message(sensors[0], label);
        yield return Message(sensors[1], new()
        {
            ["name"] = "Source",
            ["device_class"] = "connectivity",
            ["value_template"] = "{{ 'OFF' if value_json.state == 'lost' else 'ON' }}",
        });

        (string Topic, byte[] Payload) Message((string Component, string Id) kind, Dictionary<string, object> sensor)
        {
            (string component, string id) = kind;
            sensor["unique_id"] = $"{node}_{id}";
            sensor["state_topic"] = $"{settings.Topic}/state";
            sensor["availability_topic"] = $"{settings.Topic}/availability";
            sensor["device"] = new { identifiers = (string[])[node], name = $"EdgeResNet {settings.Topic}", model = model.Name };
            sensor["origin"] = new { name = "EdgeResNet" };
            return (TopicOf(settings, component, node, id), JsonSerializer.SerializeToUtf8Bytes(sensor, StrictJson.Line));
        }
    }

    /// <summary>An identifier of letters, digits and underscores. Where a character was replaced, a hash keeps topics apart that would look the same.</summary>
    private static string NodeOf(string topic) => FormerNodeOf(topic) is string plain && plain == Prefix + topic
        ? plain
        : $"{FormerNodeOf(topic)}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(topic)))[..HashDigits]}";

    private static string FormerNodeOf(string topic) => Prefix + string.Concat(topic.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string TopicOf(MqttSettings settings, string component, string node, string id) => $"{settings.DiscoveryPrefix}/{component}/{node}/{id}/config";
}

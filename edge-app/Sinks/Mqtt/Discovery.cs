using System.Text.Json;
using EdgeResNet.EdgeApp.Sinks.Events;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Sinks.Mqtt;

/// <summary>
/// Messages that make the sensors appear in Home Assistant: one retained message for each sensor, on
/// <c>PREFIX/COMPONENT/NODE/OBJECT/config</c> (home-assistant.io/integrations/mqtt, "MQTT discovery").
/// </summary>
internal static class Discovery
{
    /// <summary>The messages for the label and for the source.</summary>
    public static IEnumerable<(string Topic, byte[] Payload)> Messages(MqttSettings settings, EventOrigin origin)
    {
        string node = "edgeresnet_" + string.Concat(settings.Topic.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        yield return Message("sensor", "label", new()
        {
            ["name"] = "Label",
            ["icon"] = "mdi:shape",
            ["value_template"] = "{{ value_json.label if value_json.state == 'stable' else value_json.state }}",
            ["json_attributes_topic"] = $"{settings.Topic}/state",
        });
        yield return Message("binary_sensor", "source", new()
        {
            ["name"] = "Source",
            ["device_class"] = "connectivity",
            ["value_template"] = "{{ 'OFF' if value_json.state == 'lost' else 'ON' }}",
        });

        (string Topic, byte[] Payload) Message(string component, string id, Dictionary<string, object> sensor)
        {
            sensor["unique_id"] = $"{node}_{id}";
            sensor["state_topic"] = $"{settings.Topic}/state";
            sensor["availability_topic"] = $"{settings.Topic}/availability";
            sensor["device"] = new { identifiers = (string[])[node], name = $"EdgeResNet {settings.Topic}", model = origin.Model };
            sensor["origin"] = new { name = "EdgeResNet" };
            return ($"{settings.DiscoveryPrefix}/{component}/{node}/{id}/config", JsonSerializer.SerializeToUtf8Bytes(sensor, StrictJson.Line));
        }
    }
}

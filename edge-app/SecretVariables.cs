using System.Diagnostics;

namespace EdgeResNet.EdgeApp;

/// <summary>Environment variables with secrets. Child processes do not inherit them.</summary>
internal static class SecretVariables
{
    /// <summary>Token for viewers of the web page.</summary>
    public const string WebToken = "EDGERESNET_WEB_TOKEN";

    /// <summary>Password for the MQTT broker.</summary>
    public const string MqttPassword = "EDGERESNET_MQTT_PASSWORD";

    /// <summary>Key that signs the requests of <c>--on-change</c>.</summary>
    public const string OnChangeSecret = "EDGERESNET_ON_CHANGE_SECRET";

    private static readonly string[] names = [WebToken, MqttPassword, OnChangeSecret];

    /// <summary>Removes them from the environment of a child process.</summary>
    public static void RemoveFrom(ProcessStartInfo start)
    {
        foreach (string name in names)
        {
            start.Environment.Remove(name);
        }
    }
}

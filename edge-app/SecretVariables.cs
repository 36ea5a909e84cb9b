using System.Diagnostics;

namespace EdgeResNet.EdgeApp;

/// <summary>The environment variables that hold this program's secrets. No child process inherits them.</summary>
internal static class SecretVariables
{
    /// <summary>What a viewer of the web page must know.</summary>
    public const string WebToken = "EDGERESNET_WEB_TOKEN";

    /// <summary>The password of the MQTT broker.</summary>
    public const string MqttPassword = "EDGERESNET_MQTT_PASSWORD";

    /// <summary>The key that signs the requests of <c>--on-change</c>.</summary>
    public const string OnChangeSecret = "EDGERESNET_ON_CHANGE_SECRET";

    private static readonly string[] names = [WebToken, MqttPassword, OnChangeSecret];

    /// <summary>Removes them from the environment of a program that will be started.</summary>
    public static void RemoveFrom(ProcessStartInfo start)
    {
        foreach (string name in names)
        {
            start.Environment.Remove(name);
        }
    }
}

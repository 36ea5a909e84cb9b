using System.Diagnostics;
using EdgeResNet.EdgeApp.Sinks.Hooks;
using EdgeResNet.EdgeApp.Sinks.Mqtt;
using EdgeResNet.EdgeApp.Sinks.Web;

namespace EdgeResNet.EdgeApp;

/// <summary>The variables that hold this program's secrets, which are nobody else's.</summary>
internal static class SecretVariables
{
    private static readonly string[] names = [PreviewSettings.TokenVariable, MqttSettings.PasswordVariable, Webhook.SecretVariable];

    /// <summary>Keeps them from a program that will be started.</summary>
    public static void RemoveFrom(ProcessStartInfo start)
    {
        foreach (string name in names)
        {
            start.Environment.Remove(name);
        }
    }
}

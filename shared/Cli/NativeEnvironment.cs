using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Cli;

/// <summary>Environment variables that native libraries read when they start.</summary>
public static partial class NativeEnvironment
{
    /// <summary>Turns off the telemetry that official builds of ONNX Runtime send from Linux too (privacy note of its release 1.29).</summary>
    public const string TelemetryVariable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Runs before the first use of this assembly, hence before any session exists. Calling it again changes nothing.</summary>
#pragma warning disable CA2255 // a library's module initializer is the only place that every program, tests included, passes through
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Initialize()
    {
        // .NET keeps its own copy of the environment: this line serves child processes (and Windows) …
        Environment.SetEnvironmentVariable(TelemetryVariable, "1");
        if (!OperatingSystem.IsWindows())
        {
            // … and this one serves getenv() in native libraries of this process.
            _ = SetEnvironment(TelemetryVariable, "1", overwrite: 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

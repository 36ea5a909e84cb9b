using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Cli;

/// <summary>Environment variables that native libraries read when they start.</summary>
public static partial class NativeEnvironment
{
    /// <summary>Turns off the telemetry of official ONNX Runtime builds, which Linux builds send too (privacy note of release 1.29).</summary>
    public const string TelemetryVariable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Runs before the first use of this assembly, so before any session exists. Calling it again changes nothing.</summary>
#pragma warning disable CA2255 // only a library's module initializer runs in every program, tests included
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Initialize() => Set(TelemetryVariable, "1");

    /// <summary>Sets a variable, before the library that reads it starts.</summary>
    public static void Set(string name, string value)
    {
        // .NET keeps its own copy of the environment: this line serves child processes (and Windows) …
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows())
        {
            // … and this one serves getenv() in this process's native libraries.
            _ = SetEnvironment(name, value, overwrite: 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

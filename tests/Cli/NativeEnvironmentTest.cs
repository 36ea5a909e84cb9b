using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Cli;

public partial class NativeEnvironmentTest
{
    [Fact]
    public void Native_libraries_see_telemetry_off()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("libc's getenv is what native libraries read on POSIX systems");
        }

        Assert.Equal("1", Marshal.PtrToStringUTF8(GetEnvironment(NativeEnvironment.TelemetryVariable)));
    }

    [Fact]
    public void Child_processes_inherit_telemetry_off()
    {
        using Process child = Process.Start(new ProcessStartInfo("/usr/bin/env") { RedirectStandardOutput = true })!;
        string[] variables = child.StandardOutput.ReadToEnd().Split('\n');
        child.WaitForExit();
        Assert.Contains("ORT_DISABLE_TELEMETRY=1", variables);
    }

    [Fact]
    public async Task Both_programs_turn_telemetry_off_before_the_runtime_loads()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("libc's getenv is what native libraries read on POSIX systems");
        }

        using TemporaryFolder folder = new();
        string bundle = TinyModel.WriteBundle(folder["bundle"]);
        Assert.Equal(["start unset", "runtime 1", "end 1"], await WatchAsync(folder["edge"], "EdgeResNet.EdgeApp", "verify", "--model", bundle));

        Assert.Equal(["start unset", "end 1"], await WatchAsync(folder["trainer"], "EdgeResNet.Trainer", "--help"));
    }

    private static async Task<string[]> WatchAsync(string notes, string program, params string[] args)
    {
        CommandResult result = await Command.RunAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. args],
            ("DOTNET_STARTUP_HOOKS", typeof(NativeEnvironmentTest).Assembly.Location),
            (StartupHook.Watched, NativeEnvironment.TelemetryVariable),
            (StartupHook.Notes, notes),
            (NativeEnvironment.TelemetryVariable, null));
        Assert.True(result.ExitCode == 0, result.Error);
        return await File.ReadAllLinesAsync(notes, TestContext.Current.CancellationToken);
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}

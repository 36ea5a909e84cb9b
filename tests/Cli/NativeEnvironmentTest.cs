using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Tests.Cli;

public partial class NativeEnvironmentTest
{
    [Fact]
    public void Native_libraries_of_this_process_see_that_telemetry_is_off()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("libc's getenv is what native libraries read on POSIX systems");
        }

        Assert.Equal("1", Marshal.PtrToStringUTF8(GetEnvironment(NativeEnvironment.TelemetryVariable)));
    }

    [Fact]
    public void Processes_started_by_this_one_inherit_it()
    {
        using Process child = Process.Start(new ProcessStartInfo("/usr/bin/env") { RedirectStandardOutput = true })!;
        string[] variables = child.StandardOutput.ReadToEnd().Split('\n');
        child.WaitForExit();
        Assert.Contains("ORT_DISABLE_TELEMETRY=1", variables);
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}

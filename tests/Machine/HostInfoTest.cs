using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.Tests.Machine;

public class HostInfoTest
{
    [Fact]
    public void The_host_report_names_machine_and_software()
    {
        HostInfo host = HostInfo.Collect(typeof(Assert).Assembly);
        Assert.NotEmpty(host.Cpu);
        Assert.InRange(host.Cores, 1, 4096);
        Assert.InRange(host.MemoryBytes, 1 << 20, long.MaxValue);
        Assert.NotEmpty(host.Os);
        Assert.Contains(".NET", host.Runtime, StringComparison.Ordinal);
        Assert.Contains("EdgeResNet.Shared", host.Versions.Keys);
        Assert.Contains("Microsoft.ML.OnnxRuntime", host.Versions.Keys);
        Assert.Contains(typeof(Assert).Assembly.GetName().Name!, host.Versions.Keys);
    }

    [Fact]
    public void The_report_is_snake_case_and_reads_back()
    {
        string json = JsonSerializer.Serialize(HostInfo.Collect(), StrictJson.Line);
        Assert.Contains("\"memory_bytes\":", json, StringComparison.Ordinal);
        Assert.NotNull(StrictJson.Parse<HostInfo>(json, "report"));
    }

    [Fact]
    public void Nvidia_smi_output_gives_names_driver_and_clock()
    {
        Assert.Equal(new GpuInfo("NVIDIA H200, NVIDIA H200", "570.86.15", 345), GpuInfo.Parse("NVIDIA H200, 570.86.15, 345\nNVIDIA H200, 570.86.15, 1980\n"));
        Assert.Equal(new GpuInfo("Orin (nvgpu)", "540.3.0", null), GpuInfo.Parse("Orin (nvgpu), 540.3.0, [N/A]\n"));
        Assert.Null(GpuInfo.Parse("No devices were found\n"));
    }
}

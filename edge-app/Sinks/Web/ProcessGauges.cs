using System.Diagnostics;
using Prometheus;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Resource use of the process, under the names of Prometheus' own clients.</summary>
internal sealed class ProcessGauges
{
    private readonly Gauge memory;
    private readonly Gauge heap;
    private readonly Gauge threads;
    private readonly Gauge descriptors;
    private readonly Counter cpu;

    /// <summary>Registers the metrics.</summary>
    public ProcessGauges(MetricFactory factory)
    {
        memory = factory.CreateGauge("process_resident_memory_bytes", "Resident memory.");
        heap = factory.CreateGauge("dotnet_total_memory_bytes", "Managed memory in use.");
        threads = factory.CreateGauge("process_num_threads", "Threads.");
        descriptors = factory.CreateGauge("process_open_fds", "Open file descriptors.");
        cpu = factory.CreateCounter("process_cpu_seconds_total", "Time on all processors, in seconds.");
        using Process self = Process.GetCurrentProcess();
        factory.CreateGauge("process_start_time_seconds", "Start of the process, in seconds since 1970.").Set((self.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
    }

    /// <summary>Updates all metrics.</summary>
    public void Update()
    {
        using Process self = Process.GetCurrentProcess();
        memory.Set(self.WorkingSet64);
        heap.Set(GC.GetTotalMemory(forceFullCollection: false));
        threads.Set(self.Threads.Count);
        cpu.IncTo(self.TotalProcessorTime.TotalSeconds);
        if (OperatingSystem.IsLinux())
        {
            descriptors.Set(Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        }
    }
}
